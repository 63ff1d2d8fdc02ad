/*
 * The ring of a queue: room for two records and, behind them, for the header at the tail. One process puts and waits for all to be finished; one puts; one
 * leases, takes, settles. Two of them may die before any store. At the end an auditor looks at what is left.
 *
 *   header    state, lessee (with the record's deliveries, one word); sequence; payload in two halves
 *   tail      committed by the owner of the put lock, head by the owner of the take lock; positions only grow
 *   puts, takes, dones   derived
 *
 * The header at the tail carries the next sequence number, written before the tail: the thief of a lock reads on his own side how many were put or taken,
 * also when the ring is empty.
 *
 * Waiting is not modelled here: an operation that would wait gives up. A stopped process is one that is not scheduled.
 */
#define SLOTS 3
#define ROOM 2
#define AUDITOR 4
mtype = { READY, LEASED, DONE };

mtype state[SLOTS] = DONE;
byte lessee[SLOTS], seq[SLOTS], low[SLOTS], high[SLOTS];
byte head, tail, puts, takes, dones;
byte putLock, takeLock;
bool dead[5];
byte crashes;
bool accepted[4], finished[4]; /* ghost, by value: put acknowledged; consumed */

#define S(p) ((p) % SLOTS)
#ifdef MUTATION_5 /* a lease is taken from the living */
#define LOST(p) (state[S(p)] == LEASED)
#else
#define LOST(p) (state[S(p)] == LEASED && dead[lessee[S(p)]])
#endif

inline acquire(word) {
    atomic {
        if
        :: word == 0 -> word = me
#ifdef MUTATION_1 /* taken from whoever has it */
        :: word != 0 && word != me -> word = me; stolen = true
#else
        :: word != 0 && dead[word] -> word = me; stolen = true
#endif
        fi
    }
}

inline repairPuts() {
    if
    :: stolen ->
#ifdef MUTATION_2 /* the thief does not count */
        skip;
#else
#ifdef MUTATION_3 /* an empty ring is counted from the other side's counter */
        if
        :: head == tail -> puts = takes
        :: else -> puts = seq[S(tail)]
        fi;
#else
        puts = seq[S(tail)];
#endif
#endif
        stolen = false
    :: else
    fi
}

/* takes and dones, from the header at head (there is always one) and the records behind it. */
inline count() {
    d_step { /* nobody else stores on this side */
        n = 0; i = head; m = 0;
        do
        :: i < tail && state[S(i)] == DONE -> n++; m++; i++
        :: i < tail && state[S(i)] == LEASED -> n++; i++
        :: i < tail && state[S(i)] == READY -> i++
        :: i >= tail -> break
        od;
        n = n + seq[S(head)]; m = m + seq[S(head)]; i = 0
    }
    takes = n;
    dones = m;
    d_step { n = 0; m = 0 }
}

inline advance() {
    do
#ifdef MUTATION_6 /* head goes over what is leased */
    :: head < tail && state[S(head)] != READY -> head++
    :: !(head < tail && state[S(head)] != READY) -> break
#else
    :: head < tail && state[S(head)] == DONE -> head++
    :: !(head < tail && state[S(head)] == DONE) -> break
#endif
    od;
    count()
}

/* Under the take lock: what dead lessees left is ready again; head goes over what is done; the counters. */
inline repairTakes() {
    i = head;
    do
    :: i < tail && LOST(i) ->
#ifndef MUTATION_4 /* the lease of a dead process stays */
        atomic { state[S(i)] = READY; lessee[S(i)] = 0 };
        stolen = true;
#endif
        i++
    :: i < tail && !LOST(i) -> i++
    :: i >= tail -> break
    od;
    i = 0;
    if :: stolen -> advance() :: else fi;
    stolen = false
}

inline put(v) {
    acquire(putLock);
    repairPuts();
    if
    :: tail - head < ROOM ->
#ifdef MUTATION_7 /* the tail before the record */
        tail++;
        low[S(tail - 1)] = v; high[S(tail - 1)] = v;
        atomic { state[S(tail - 1)] = READY; lessee[S(tail - 1)] = 0 };
        seq[S(tail)] = seq[S(tail - 1)] + 1;
#else
        low[S(tail)] = v; high[S(tail)] = v;
        atomic { state[S(tail)] = READY; lessee[S(tail)] = 0 };
#ifdef MUTATION_8 /* the header at the tail is written after the tail */
        tail++;
        seq[S(tail)] = seq[S(tail - 1)] + 1;
#else
        seq[S(tail + 1)] = seq[S(tail)] + 1;
        tail++; /* the commit */
#endif
#endif
        puts = seq[S(tail)];
        atomic { putLock = 0; accepted[v] = true }
    :: else -> putLock = 0
    fi
}

/* Takes the first ready record, for good or on lease. */
inline take(lease) {
    acquire(takeLock);
    repairTakes();
    i = head;
    do
    :: i < tail && state[S(i)] != READY -> i++
    :: !(i < tail && state[S(i)] != READY) -> break
    od;
    if
    :: i < tail && lease ->
        atomic { v = low[S(i)]; assert(v != 0 && v == high[S(i)]); assert(!finished[v]) }
        atomic { state[S(i)] = LEASED; lessee[S(i)] = me; at = i + 1 };
        count()
    :: i < tail && !lease && i == head ->
        v = low[S(i)];
        assert(v != 0 && v == high[S(i)]);
        atomic { head++; assert(!finished[v]); finished[v] = true };
        advance()
    :: i < tail && !lease && i != head ->
        v = low[S(i)];
        assert(v != 0 && v == high[S(i)]);
        atomic { state[S(i)] = DONE; assert(!finished[v]); finished[v] = true };
        advance()
    :: i >= tail
    fi;
    i = 0; v = 0;
    takeLock = 0
}

inline settle(p) {
    acquire(takeLock);
    repairTakes();
    atomic { assert(state[S(p - 1)] == LEASED && lessee[S(p - 1)] == me); assert(!finished[low[S(p - 1)]]);
        state[S(p - 1)] = DONE; finished[low[S(p - 1)]] = true };
    advance();
    takeLock = 0
}

proctype Putter(byte me; byte v; bool joins) {
    bool stolen;
    {
        put(v);
        if
        :: joins && accepted[v] ->
#ifdef MUTATION_9 /* what is finished is told by the counters */
end:        puts == dones;
#else
end:        head == tail;
#endif
            assert(finished[v])
        :: else
        fi
    } unless { d_step { dead[me] -> stolen = 0 } }
}

proctype Taker(byte me) {
    byte i, n, m, v, at, first;
    bool stolen;
    {
        if
        :: take(true); first = at; at = 0;
            if :: take(true) :: take(false) fi;
            if
            :: at -> settle(at); if :: first -> settle(first) :: else fi
            :: first -> settle(first); if :: at -> settle(at) :: else fi
            :: !at && !first
            fi
        :: take(false); take(false)
        fi
    } unless { d_step { dead[me] -> i = 0; n = 0; m = 0; v = 0; at = 0; first = 0; stolen = 0 } }
}

proctype Kernel() {
    do
    :: crashes < 2 ->
        atomic { crashes++; if :: !dead[1] -> dead[1] = true :: !dead[2] -> dead[2] = true :: !dead[3] -> dead[3] = true fi }
    :: break
    od
}

/* When nothing moves any more, a process that lives asks for the size: it takes the locks of the dead and counts. */
proctype Auditor(byte me) {
    byte i, n, m;
    bool stolen;
    timeout;
    assert(putLock == 0 || dead[putLock]);
    assert(takeLock == 0 || dead[takeLock]);
    acquire(putLock); repairPuts(); acquire(takeLock); repairTakes();
    d_step {
        i = head;
        do
        :: i < tail ->
            assert(low[S(i)] != 0 && low[S(i)] == high[S(i)]);
            assert((state[S(i)] == DONE) == finished[low[S(i)]]);
            assert(state[S(i)] != LEASED || !dead[lessee[S(i)]]);
            if :: state[S(i)] == READY -> n++ :: else fi;
            if :: state[S(i)] != DONE -> m++ :: else fi;
            accepted[low[S(i)]] = false; i++
        :: i >= tail -> break
        od;
        assert(puts - takes == n);
        assert(puts - dones == m);
        assert(head == tail || state[S(head)] != DONE);
        i = 1;
        do :: i < 4 -> assert(!accepted[i] || finished[i]); i++ :: i == 4 -> break od
    }
}

init {
    atomic { run Putter(1, 1, true); run Putter(2, 2, false); run Taker(3); run Kernel(); run Auditor(AUDITOR) }
}
