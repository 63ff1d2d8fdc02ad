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
    /** One task whose argument has so many bytes. */
    BYTES("bytes");

    private final String peer;

    Shape(String peer) {
        this.peer = peer;
    }

    /** What {@code tasks.py} calls it. */
    String peer() {
        return peer;
    }
}
