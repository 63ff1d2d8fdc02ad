/*
 * A wait point alone: processes 0 (threads 0 and 1) and 1 (thread 2) wait for elements, committers in processes 2 and 3 put one each.
 * Thread 0 may lose patience. Slot 2's bit is left from a former life: its bell finds nobody in line. A bell holds one ring, then is full;
 * the ring in it may be for another wait point.
 *
 * Check: -DLINE
 * Check: -DDEATH
 */
#define NONE 9
byte items, parked;
bool flag, bits[3], waits[3], granted[3], dead;
bool missed[2];
chan bell0 = [1] of { bool };
chan bell1 = [1] of { bool };
#define PROC(t) ((t) / 2)

inline ring(p, c) { /* c is p's bell */
    if
    :: atomic { nfull(c) -> c!true }
    :: atomic { full(c) -> skip };
        missed[p] = true;
#ifndef MUTATION_1 /* missed is set, but the bell may have looked already */
        if :: atomic { nfull(c) -> c!true } :: full(c) fi
#endif
    fi
}

/* SYNC waiters-flag: the committing store is before this. */
inline signal() {
    do
    :: !flag -> break
    :: flag ->
#ifndef MUTATION_2 /* a plain store, visible after the loads of the scan */
        flag = false;
#endif
        atomic {
            if
            :: bits[0] -> bits[0] = false; chosen = 0
            :: bits[1] -> bits[1] = false; chosen = 1
            :: bits[2] -> bits[2] = false; chosen = 2
            :: else -> chosen = NONE
            fi;
            more = bits[0] || bits[1] || bits[2]
        }
#ifdef MUTATION_2
        flag = false;
#endif
#ifndef MUTATION_3
        if :: more -> flag = true; more = false :: else fi;
#endif
        if
        :: chosen == 0 -> chosen = NONE; ring(0, bell0); break
        :: chosen == 1 -> chosen = NONE; ring(1, bell1); break
        :: chosen == 2 -> chosen = NONE;
#ifdef MUTATION_4 /* nobody is there, and the signal is lost */
            break
#endif
        :: chosen == NONE -> break
        fi
    od
}

inline attempt() {
    atomic { if :: items > 0 -> items--; won = true; left = (items > 0) :: else fi }
}

proctype Thread(byte t) {
    byte chosen = NONE;
    bool won, left, more, pass;
    attempt();
    do
    :: won -> break
    :: else ->
        atomic { waits[t] = true; granted[t] = false }
        bits[PROC(t)] = true;
        flag = true;
#ifndef MUTATION_5
        attempt();
#endif
        if
        :: won -> break
        :: else ->
            parked++;
end:        if
            :: atomic { granted[t] -> granted[t] = false; parked-- }; attempt()
            :: atomic { t == 0 -> parked-- }; break
            fi
        fi
    od;
    /* Out of line, whatever the result: a ring that came since the last look began goes on. */
    atomic {
#ifdef MUTATION_6 /* only who leaves without success passes it on */
        pass = granted[t] && !won;
#else
        pass = granted[t];
#endif
        waits[t] = false; granted[t] = false }
#ifdef MUTATION_7
    left = false;
#endif
    if :: atomic { pass || left -> pass = false; left = false }; signal() :: else fi
}

inline wakeOne(p, a, b) { /* a and b are p's threads */
    if
    :: p == 0 && waits[a] && waits[b] && !granted[a] && !granted[b] ->
#ifndef MUTATION_8 /* more stand in line, and nobody will know */
        bits[p] = true; flag = true;
#else
        skip
#endif
    :: else
    fi;
    atomic {
        if
        :: waits[a] && !granted[a] -> granted[a] = true; waits[a] = false; nobody = false
        :: !(waits[a] && !granted[a]) && waits[b] && !granted[b] -> granted[b] = true; waits[b] = false; nobody = false
        :: else -> nobody = true
        fi
    }
#ifndef MUTATION_9 /* the bell found nobody in line, and keeps the ring */
    if :: nobody -> nobody = false; signal() :: else fi
#else
    nobody = false
#endif
}

inline lookAtMissed(p, c, a, b) {
    if
    :: empty(c) ->
        if
        :: atomic { missed[p] -> missed[p] = false };
            d_step { granted[a] = granted[a] || waits[a]; granted[b] = granted[b] || waits[b] }
        :: !missed[p]
        fi
    :: nempty(c)
    fi
}

proctype Bell0() {
    byte chosen = NONE;
    bool more, nobody;
end:do
    :: bell0?_ -> wakeOne(0, 0, 1); lookAtMissed(0, bell0, 0, 1)
    od
}

proctype Bell1() {
    byte chosen = NONE;
    bool more, nobody;
end:do
    :: bell1?true -> wakeOne(1, 2, 2); lookAtMissed(1, bell1, 2, 2)
    :: bell1?false -> lookAtMissed(1, bell1, 2, 2) /* a ring for another wait point */
    od
}

proctype Committer(bool mortal) {
    byte chosen = NONE;
    bool more;
    {
#ifdef MUTATION_10 /* the flag is read before the store that it is to announce */
        more = flag;
        items++;
        if :: more -> more = false; signal() :: else fi
#else
        items++;
        signal()
#endif
    } unless { mortal && dead }
}

/* One committer may die anywhere; its death rings every thread in every line. */
proctype Kernel() {
    if
    :: dead = true;
#ifndef MUTATION_11
        d_step { granted[0] = granted[0] || waits[0]; granted[1] = granted[1] || waits[1]; granted[2] = granted[2] || waits[2] }
#endif
    :: skip
    fi
}

/* When nothing moves any more: nobody is parked beside an element. */
proctype Monitor() {
    timeout -> assert(items == 0 || parked == 0)
}

init {
    atomic {
        run Thread(0); run Monitor(); run Bell0();
#ifdef LINE
        run Thread(1); run Committer(false); run Committer(false)
#endif
#ifdef DEATH
        bits[2] = true; flag = true;
        run Thread(2); run Bell1(); run Committer(true); run Kernel();
        bell1!false
#endif
    }
}
