/*
 * The stealable lock on its wait point: three processes, each may lock, give up a wait, and die before any of its stores.
 *
 *   lock      0, or the owner (process + 1)
 *   flag, bits the wait point: "waiters?", one bit per process
 *   token     a ring that lies in a process's bell
 *   commit    the one committing store of what the lock protects; derived is computed from it
 *
 * Check: -DCRASHES=2 -DPATIENT=2 -DTWO
 * Check: -DCRASHES=2 -DPATIENT=3 -DSTALE
 * Check: -DCRASHES=0 -DPATIENT=2
 *
 * Time-outs of the net are left out on purpose: nothing here is found "a second later". A stopped process is one that is not scheduled.
 */
#define N 3
#define ROUNDS 1

byte lock;
bool flag, bits[N], token[N], waiting[N];
bool dying[N], dead[N]; /* dying: told to end, may still store. dead: the kernel has freed its byte */
byte crashes;
byte commit, derived;
byte inside; /* ghost: who is in the critical section, as a set */

#ifdef MUTATION_6 /* the verdict comes before the last store */
#define DEAD(o) (dying[(o) - 1])
#else
#define DEAD(o) (dead[(o) - 1])
#endif

/* SYNC waiters-flag: the store that makes the condition true is before this. */
inline signal() {
    do
    :: !seen -> break
    :: seen ->
#ifndef MUTATION_9
        flag = false; /* a swap: the scan must not move before it */
#endif
        atomic { /* one word holds these bits: read it, and clear one by CAS; the hint may say any */
            if
            :: bits[0] -> bits[0] = false; chosen = 1
            :: bits[1] -> bits[1] = false; chosen = 2
            :: bits[2] -> bits[2] = false; chosen = 3
            :: else
            fi;
            more = bits[0] || bits[1] || bits[2]
        }
#ifdef MUTATION_9 /* a plain store may become visible after the loads of the scan */
        flag = false;
#endif
#ifndef MUTATION_5 /* the others' bits are forgotten */
        if :: more -> flag = true; more = false :: else fi;
#endif
        d_step { if :: chosen -> token[chosen - 1] = !dead[chosen - 1] :: else fi; more = false }
        /* Only a ring to a process that is alive after it counts: the death ring of this one may be over. */
#ifdef MUTATION_12
        atomic { chosen = 0; seen = false; break }
#else
        atomic {
            if
            :: chosen && dead[chosen - 1] -> chosen = 0; seen = flag
            :: else -> chosen = 0; seen = false; break
            fi
        }
#endif
    od;
    seen = false
}

/* One attempt: CAS from free; or CAS from an owner whom the kernel calls dead. */
inline attempt() {
#ifdef MUTATION_11 /* taken first, named afterwards: nobody's lock passes for a dead one's */
    atomic { if :: lock == 0 -> lock = N + 1; witness = 0 :: else -> witness = lock fi }
    if
    :: witness == 0 -> lock = me + 1; won = true
    :: witness == N + 1 -> atomic { if :: lock == witness -> lock = me + 1; won = true; stolen = true :: else fi }
    :: else ->
#else
#ifdef MUTATION_7
    atomic { if :: lock == 0 -> lock = me + 1; won = true :: else fi; witness = lock }
#else
    atomic { if :: lock == 0 -> lock = me + 1; won = true :: else fi; witness = lock;
#endif
    if
    :: won
    :: else ->
#endif
#ifndef MUTATION_10 /* nobody steals */
        if
#ifdef MUTATION_7 /* stolen by a plain store */
        :: DEAD(witness) -> lock = me + 1; won = true; stolen = true
#else
        :: atomic { DEAD(witness) -> if :: lock == witness -> lock = me + 1; won = true; stolen = true :: else fi }
#endif
        :: else
        fi
#else
        skip
#endif
    fi;
    witness = 0
#ifndef MUTATION_7
#ifndef MUTATION_11
    }
#endif
#endif
}

proctype Process(byte me) {
    byte round, witness, chosen;
    bool won, stolen, seen, more;
    {
        do
        :: round == ROUNDS -> break
        :: round < ROUNDS ->
            round++;
            attempt();
            do
            :: won -> break
            :: !won ->
                atomic { waiting[me] = true; bits[me] = true }
                flag = true;
                /* SYNC waiters-flag: the second look */
#ifndef MUTATION_1
                attempt();
#endif
                if
                :: won -> break
                :: else ->
                    if
                    :: atomic { token[me] -> token[me] = false }; attempt()
                    :: me >= PATIENT -> break /* the wait's time is over; one may have little patience */
                    fi
                fi
            od;
            /* Out of the line; a ring that came after the last look is passed on by whoever finds it. */
            if
            :: waiting[me] ->
#ifdef MUTATION_8 /* leaves with the ring */
                atomic { waiting[me] = false; token[me] = false }
#else
                waiting[me] = false
#endif
            :: else
            fi;
            if
            :: won ->
                if
                :: stolen ->
#ifndef MUTATION_3
                    derived = commit;
#endif
                    stolen = false
                :: else
                fi;
                atomic { inside = inside | (1 << me); assert(inside == (1 << me)); assert(derived == commit) }
                commit = (commit + 1) % 4;
                derived = commit;
                atomic { assert(inside == (1 << me)); inside = 0 }
#ifdef MUTATION_2 /* the flag is read before the releasing store */
                seen = flag;
#endif
                atomic { assert(lock == me + 1); lock = 0; won = false } /* swap */
#ifndef MUTATION_2
                seen = flag;
#endif
                signal()
            :: else
            fi
        od
    } unless { d_step { dead[me] -> round = ROUNDS; witness = 0; chosen = 0; won = 0; stolen = 0; seen = 0; more = 0 } }
}

/* The bells: a ring that finds nobody in line goes on to the next. One process stands for all bells; a dead one's ring is lost. */
proctype Bells() {
    byte chosen;
    bool seen, more;
end:do
    :: atomic { token[0] && !waiting[0] -> token[0] = false }; seen = flag; signal()
    :: atomic { token[1] && !waiting[1] -> token[1] = false }; seen = flag; signal()
    :: atomic { token[2] && !waiting[2] -> token[2] = false }; seen = flag; signal()
    od
}

/* Kills: the kernel frees a process's byte after its last store. Then somebody who learns of it rings everybody. */
proctype Kernel() {
    byte victim;
end: do
    :: crashes < CRASHES ->
        atomic { victim = crashes; crashes++; /* all are alike: the first to die is 0 */
#ifdef MUTATION_6
        dying[victim] = true }
        atomic {
#endif
        dead[victim] = true; inside = inside & ~(1 << victim); token[victim] = false; waiting[victim] = false; victim = 0 }
#ifndef MUTATION_4 /* nobody is told of a death */
        d_step { token[0] = token[0] || waiting[0]; token[1] = token[1] || waiting[1]; token[2] = token[2] || waiting[2] }
#endif
    :: break
    od
}

init {
    atomic {
        run Process(1);
#ifdef STALE /* 0 died in line, perhaps with the lock; its death ring is over */
        if :: lock = 1 :: skip fi;
        dead[0] = true; dying[0] = true; bits[0] = true; flag = true; crashes = 1;
#else
        run Process(0);
#endif
#ifndef TWO
        run Process(2);
#endif
        run Bells(); run Kernel()
    }
}
