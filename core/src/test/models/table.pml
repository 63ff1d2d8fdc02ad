/*
 * The process table, one slot: lives follow one another in it. Each life locks the slot's byte, publishes LIVE with the next generation, stores,
 * and ends: in good order (it announces that, while threads of it still store) or by a crash. Two others probe; the first life's parent, which
 * may die, tells of its end; an observer with parked threads has to notice every death.
 */
#define LIVES 2
#define NOBODY 0
mtype = { FREE, LIVE, LEAVING, LEFT, DEAD };

mtype state = FREE;
byte generation; /* with the state, one sealed word */
byte holder; /* the kernel's: whose is the byte */
byte watcher; /* in the slot: the parent that watches, as an owner; 1, or nobody */
bool alive[4]; /* ghost, by generation: a thread of that life may still store */
bool published[4]; /* ghost */
bool parentDead;
byte childs; /* the generation of the child, as its parent knows it */
byte noticed; /* generations whose death the observer has been told of */
byte remembered; /* the generation that the observer last saw alive */

#define VERDICT(g) assert(!alive[g])

/* Whether the life g of the slot is dead, as anybody asks; me holds no byte here. */
inline probe(me, g) {
    atomic { s = state; now = generation }
    if
    :: now != g || s == DEAD || s == LEFT -> VERDICT(g); verdict = true
#ifdef MUTATION_3 /* a process that says it leaves is dead for everyone, at once */
    :: now == g && s == LEAVING -> VERDICT(g); verdict = true
#endif
    :: else ->
        if
        :: atomic { holder == NOBODY -> holder = me };
#ifdef MUTATION_2 /* writes what it saw before it held the byte */
            atomic { state = DEAD; generation = g };
#else
            atomic { s = state; now = generation }
            if
            :: now == g && s == LIVE -> atomic { state = DEAD; generation = g }
            :: now == g && s == LEAVING -> atomic { state = LEFT; generation = g }
            :: else
            fi;
#endif
            VERDICT(g);
            holder = NOBODY; verdict = true
        :: holder != NOBODY -> verdict = false /* looks again later */
        fi
    fi;
    s = FREE; now = 0
}

proctype Life(byte me; bool child) {
    byte g;
#ifdef MUTATION_1 /* publishes before it holds the byte */
    atomic { state != LIVE && generation < LIVES -> g = generation + 1 };
    atomic { state = LIVE; generation = g; alive[g] = true; published[g] = true; if :: child -> childs = g :: else fi };
    atomic { holder == NOBODY -> holder = me };
#else
    atomic { holder == NOBODY && generation < LIVES -> holder = me };
    g = generation + 1;
    watcher = (child -> 1 : NOBODY);
    atomic { assert(!published[g]); state = LIVE; generation = g; alive[g] = true; published[g] = true; if :: child -> childs = g :: else fi };
#endif
    if
    :: atomic { assert(state == LIVE && generation == g); state = LEAVING }; skip /* other threads of it still store */
    :: skip /* it crashes */
    fi;
    alive[g] = false; /* the last store */
    holder = NOBODY /* and then the kernel frees the byte */
}

proctype Prober(byte me) {
    byte g, now;
    mtype s = FREE;
    bool verdict;
    atomic { generation > 0 -> g = generation };
    probe(me, g);
    if :: !verdict && holder == NOBODY -> probe(me, g) :: else fi
}

/* The parent of one of the lives; the kernel tells it of the end when that process can do nothing any more. It may die before it tells. */
proctype Parent() {
    if
    :: atomic { childs && !alive[childs] && holder != 11 -> skip };
        if
#ifdef MUTATION_4 /* a plain store, over whatever life is there now */
        :: atomic { state = DEAD; generation = childs }
#else
        :: atomic {
            if
            :: generation == childs && state == LIVE -> state = DEAD
            :: generation == childs && state == LEAVING -> state = LEFT
            :: else
            fi }
#endif
            ; if :: noticed < childs -> noticed = childs :: else fi /* the death ring */
        :: parentDead = true
        fi
    :: parentDead = true
    fi
}

#ifdef MUTATION_5 /* the slot says that it is watched, not by whom */
#define WATCHED (watcher != NOBODY)
#else
#define WATCHED (watcher != NOBODY && !parentDead)
#endif

/* The observer, every 100 ms: compares each slot with what it remembers, and probes those that nobody watches. */
proctype Observer() {
    byte now;
    mtype s = FREE;
    bool verdict;
end:do
    :: atomic { generation != remembered && generation > 0 ->
#ifndef MUTATION_6 /* looks only at what the slot says now */
            if :: generation - 1 > noticed -> noticed = generation - 1 :: else fi;
#endif
            remembered = generation; assert(noticed + 1 >= remembered) }
    :: atomic { remembered > noticed && generation == remembered && (state == DEAD || state == LEFT) -> noticed = remembered }
    :: remembered > noticed && generation == remembered && (state == LIVE || state == LEAVING) && !WATCHED && holder == NOBODY ->
        probe(9, remembered)
    od
}

proctype Monitor() {
    timeout -> assert(noticed == generation)
}

init {
    atomic { run Life(11, true); run Life(12, false); run Prober(7); run Prober(8); run Parent(); run Observer(); run Monitor() }
}
