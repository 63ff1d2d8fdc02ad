package dev.procession.internal.proxy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which objects of a manager are in a value that is being encoded for that manager, which counts them; proxies in
 * anything else are on a journey of their own, and leased for that.
 *
 * <p>Thread safety: none; of the thread that opened it, until it is closed. Scopes nest.
 */
public final class EncodedRefs implements AutoCloseable {
    private static final ThreadLocal<@Nullable EncodedRefs> CURRENT = new ThreadLocal<>();

    private final @Nullable EncodedRefs outer;
    private final ManagerConnection connection;
    private List<RemoteRef> anchors = List.of();

    private EncodedRefs(@Nullable EncodedRefs outer, ManagerConnection connection) {
        this.outer = outer;
        this.connection = connection;
    }

    /** Begins to note what is encoded for the manager that {@code port} leads to. */
    public static EncodedRefs open(ManagerConnection connection) {
        EncodedRefs opened = new EncodedRefs(CURRENT.get(), connection);
        CURRENT.set(opened);
        return opened;
    }

    /** A proxy of this object is being encoded. */
    static void note(RemoteRef ref) {
        EncodedRefs current = CURRENT.get();
        if (current == null || !current.connection.key().equals(ref.port().key())) {
            ref.port().lease(ref);
        } else if (!current.anchors.contains(ref)) {
            if (current.anchors.isEmpty()) {
                current.anchors = new ArrayList<>(1);
            }
            current.anchors.add(ref);
        }
    }

    List<RemoteRef> anchors() {
        return anchors;
    }

    /** The numbers of the objects noted. */
    public long[] ids() {
        return anchors.stream().mapToLong(RemoteRef::id).toArray();
    }

    @Override
    public void close() {
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
    }
}
