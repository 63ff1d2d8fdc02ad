package dev.procession.internal.proxy;

/**
 * What this process holds of an object of a manager: all its proxies and views of it here share one, and while it
 * lives, so does the object.
 */
public final class RemoteRef {
    private final ManagerConnection connection;
    private final long id;
    /** Whether the object was ever leased for a message; guarded by this. */
    private boolean leased;
    /** When that was last, by {@link System#nanoTime}; guarded by this. */
    private long leasedAt;

    RemoteRef(ManagerConnection connection, long id) {
        this.connection = connection;
        this.id = id;
    }

    /** The way to its manager. */
    public ManagerConnection port() {
        return connection;
    }

    /** The object's number. */
    public long id() {
        return id;
    }

    /**
     * Sees to it that the object is leased, by a lease that was taken less than {@code nanos} ago; when this returns,
     * the server will hear of it before it hears of this process's end.
     */
    synchronized void lease(long nanos) {
        long now = System.nanoTime();
        if (!leased || now - leasedAt >= nanos) {
            connection.lease(id);
            leasedAt = now;
            leased = true;
        }
    }

    /** Whether both are of one object. */
    boolean isSame(RemoteRef other) {
        return id == other.id && connection.key().equals(other.connection.key());
    }
}
