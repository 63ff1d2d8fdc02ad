package dev.procession.internal.handle;

/** What is in a segment; the numbers are in its header and in handles that travel. */
final class SegmentKind {
    static final int QUEUE = 16;
    static final int JOINABLE_QUEUE = 17;
    static final int PIPE = 18;
    static final int LOCK = 19;
    static final int SEMAPHORE = 20;
    static final int LATCH = 21;
    static final int BARRIER = 22;
    static final int EVENT = 23;
    static final int LONG = 24;
    static final int LONGS = 25;
    static final int INTS = 26;
    static final int DOUBLES = 27;
    static final int BYTES = 28;
    static final int MEMORY = 29;
    /** The conditions of a lock without a name, beside it. */
    static final int CONDITIONS = 30;

    private SegmentKind() {}

    /** For messages and file names. */
    static String name(int kind) {
        return switch (kind) {
            case QUEUE -> "queue";
            case JOINABLE_QUEUE -> "joinable-queue";
            case PIPE -> "pipe";
            case LOCK -> "lock";
            case SEMAPHORE -> "semaphore";
            case LATCH -> "latch";
            case BARRIER -> "barrier";
            case EVENT -> "event";
            case LONG -> "long";
            case LONGS -> "longs";
            case INTS -> "ints";
            case DOUBLES -> "doubles";
            case BYTES -> "bytes";
            case MEMORY -> "memory";
            case CONDITIONS -> "conditions";
            default -> "kind-" + kind;
        };
    }
}
