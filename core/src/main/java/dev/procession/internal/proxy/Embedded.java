package dev.procession.internal.proxy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which objects of a manager are in a value that is being encoded for that manager, which counts them; proxies in anything else are on a journey of their own, and leased for that.
 *
 * <p>Thread safety: none; of the thread that opened it, until it is closed. Scopes nest.
 */
public final class Embedded implements AutoCloseable {
    private static final ThreadLocal<@Nullable Embedded> CURRENT = new ThreadLocal<>();

    private final @Nullable Embedded outer;
    private final Port port;
    private List<Anchor> anchors = List.of();

    private Embedded(@Nullable Embedded outer, Port port) {
        this.outer = outer;
        this.port = port;
    }

    /** Begins to note what is encoded for the manager that {@code port} leads to. */
    public static Embedded open(Port port) {
        Embedded opened = new Embedded(CURRENT.get(), port);
        CURRENT.set(opened);
        return opened;
    }

    /** A proxy of this object is being encoded. */
    static void note(Anchor anchor) {
        Embedded current = CURRENT.get();
        if (current == null || !current.port.key().equals(anchor.port().key())) {
            anchor.port().lease(anchor);
        } else if (!current.anchors.contains(anchor)) {
            if (current.anchors.isEmpty()) {
                current.anchors = new ArrayList<>(1);
            }
            current.anchors.add(anchor);
        }
    }

    List<Anchor> anchors() {
        return anchors;
    }

    /** The numbers of the objects noted. */
    public long[] ids() {
        return anchors.stream().mapToLong(Anchor::id).toArray();
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
