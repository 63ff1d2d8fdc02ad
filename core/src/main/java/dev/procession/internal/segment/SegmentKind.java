package dev.procession.internal.segment;

/** Kinds of segments; the numbers are in their headers and in handles that travel. */
public final class SegmentKind {
    /** The process table. */
    public static final int PROCESSES = 1;
    /** A record that is too long for its ring. */
    public static final int OVERFLOW = 2;
    /** Many small objects. */
    public static final int SLAB = 3;

    public static final int QUEUE = 16;
    public static final int JOINABLE_QUEUE = 17;
    public static final int PIPE = 18;
    public static final int LOCK = 19;
    public static final int SEMAPHORE = 20;
    public static final int LATCH = 21;
    public static final int BARRIER = 22;
    public static final int EVENT = 23;
    public static final int LONG = 24;
    public static final int LONGS = 25;
    public static final int INTS = 26;
    public static final int DOUBLES = 27;
    public static final int BYTES = 28;
    public static final int MEMORY = 29;
    /** The conditions of a lock without a name, beside it. */
    public static final int CONDITIONS = 30;

    /** The channel between a pool and one worker. */
    public static final int TASKS = 40;
    /** The segment that a pool shares with all its workers. */
    public static final int POOL = 41;
    /** The endpoint of a manager's server, shared with all its clients. */
    public static final int SERVER = 42;
    /** The channel between a manager's server and one client. */
    public static final int CALLS = 43;
    /** The out-of-line arguments of a pool. */
    public static final int ARGUMENTS = 44;

    private SegmentKind() {}

    /** For messages and file names. */
    public static String name(int kind) {
        return switch (kind) {
            case PROCESSES -> "processes";
            case OVERFLOW -> "overflow";
            case SLAB -> "slab";
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
            case TASKS -> "tasks";
            case POOL -> "pool";
            case SERVER -> "server";
            case CALLS -> "calls";
            case ARGUMENTS -> "arguments";
            default -> "kind-" + kind;
        };
    }
}
