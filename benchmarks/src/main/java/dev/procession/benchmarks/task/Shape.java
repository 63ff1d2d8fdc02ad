package dev.procession.benchmarks.task;

/** How tasks that do nothing are given to a pool of two workers. */
enum Shape {
    /** One after the other, each timed. */
    APPLY("apply"),
    /** The same with a pause before each, so that the worker has parked. */
    PARKED("parked"),
    /** All submitted, then all collected. */
    ASYNC("async"),
    /** A map in chunks of one. */
    CHUNK_1("chunk1"),
    /** A map in the chunks that the pool thinks right. */
    MAP("map"),
    /** Tasks whose argument has so many bytes, one after the other. */
    BYTES("bytes");

    private static final int ROUND_BYTES = 50_000_000;
    private static final int MAX_TASKS = 50;

    private final String peer;

    Shape(String peer) {
        this.peer = peer;
    }

    /**
     * How many tasks with an argument of so many bytes a round has: many of short ones, for one alone says little.
     */
    static int tasksOf(int bytes) {
        return Math.clamp(ROUND_BYTES / bytes, 1, MAX_TASKS);
    }

    /** What {@code tasks.py} calls it. */
    String peer() {
        return peer;
    }
}
