package dev.procession.internal.proxy;

/** What this process holds of an object of a manager: all its proxies and views of it here share one, and while it lives, so does the object. */
public final class Anchor {
    private final Port port;
    private final long id;
    /** When the object was last leased for a message, by {@link System#nanoTime}; 0 for never. */
    private volatile long leasedAt;

    Anchor(Port port, long id) {
        this.port = port;
        this.id = id;
    }

    /** The way to its manager. */
    public Port port() {
        return port;
    }

    /** The object's number. */
    public long id() {
        return id;
    }

    /** Whether a lease that was taken less than {@code nanos} ago still stands; if not, one is taken now. */
    boolean isLeased(long nanos) {
        long now = System.nanoTime();
        long before = leasedAt;
        if (before != 0 && now - before < nanos) {
            return true;
        }
        leasedAt = now == 0 ? 1 : now;
        return false;
    }

    /** Whether both are of one object. */
    boolean isSame(Anchor other) {
        return id == other.id && port.key().equals(other.port.key());
    }
}
