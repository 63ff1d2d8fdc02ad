package dev.procession.pool;

import java.time.Duration;

/**
 * A worker at one moment.
 *
 * @param name the name of the worker
 * @param pid its process id; 0 while it is being started
 * @param state what it does
 * @param task the name of the task it runs; empty when it runs none
 * @param running how long that task has been running; zero when there is none
 * @param completed how many tasks this worker has completed, failed ones included
 */
public record WorkerInfo(String name, long pid, State state, String task, Duration running, long completed) {

    /** The state of a worker. */
    public enum State {
        /** Its process is being started, or its initializer runs. */
        STARTING,
        /** Ready, with nothing to do. */
        IDLE,
        /** Runs a task. */
        BUSY,
        /** Ended; not to be started again. */
        STOPPED
    }
}
