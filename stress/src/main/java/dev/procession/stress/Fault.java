package dev.procession.stress;

/**
 * One step of a {@link Program}.
 *
 * @param kind what happens
 * @param victim its victim: a seat, or the index of a worker among the pool's
 * @param pauseMillis how long nothing happens before it
 * @param lengthMillis how long it lasts, where it lasts
 */
record Fault(Kind kind, int victim, int pauseMillis, int lengthMillis) {

    /** What can happen. */
    enum Kind {
        /** SIGKILL for a participant. */
        KILL(44),
        /** SIGKILL for a worker of the pool. */
        KILL_WORKER(12),
        /** SIGKILL for the manager's server. */
        KILL_SERVER(4),
        /** SIGSTOP for a participant, and SIGCONT some time later. */
        STOP(12),
        /** The same for a worker of the pool. */
        STOP_WORKER(4),
        /** The same for the manager's server. */
        STOP_SERVER(2),
        /** The file system of the session is full for some time. */
        FILL(8),
        /** A participant can open no file for some time. */
        STARVE(8),
        /** A session of its own, whose creator gets SIGKILL. */
        ORPHAN(6);

        /** How often, of a hundred. */
        final int share;

        Kind(int share) {
            this.share = share;
        }
    }
}
