package dev.procession.internal.proxy;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The objects of one manager that this process holds. The server counts how often it gave one away to this process;
 * what is garbage here is given back as often.
 *
 * <p>Thread safety: any thread.
 */
final class RemoteRefTable {
    private final ManagerConnection connection;
    private final Map<Long, Held> held = new HashMap<>();
    private final ReferenceQueue<RemoteRef> garbage = new ReferenceQueue<>();

    RemoteRefTable(ManagerConnection connection) {
        this.connection = connection;
    }

    private static final class Held extends WeakReference<RemoteRef> {
        private final long id;
        private int times;

        Held(RemoteRef ref, ReferenceQueue<RemoteRef> queue, int times) {
            super(ref, queue);
            id = ref.id();
            this.times = times;
        }
    }

    /** The remote reference of an object that something received here refers to. */
    RemoteRef of(long id) {
        RemoteRef ref;
        synchronized (held) {
            Held known = held.get(id);
            ref = known == null ? null : known.get();
            if (ref != null) {
                return ref;
            }
            ref = new RemoteRef(connection, id);
            held.put(id, new Held(ref, garbage, known == null ? 1 : known.times));
            if (known != null) {
                return ref;
            }
        }
        connection.hold(id);
        return ref;
    }

    /** The server has given these away to this process, once more each; they are held as long as the result. */
    List<RemoteRef> granted(long[] ids) {
        List<RemoteRef> anchors = new ArrayList<>(ids.length);
        synchronized (held) {
            for (long id : ids) {
                Held known = held.get(id);
                RemoteRef ref = known == null ? null : known.get();
                if (known == null || ref == null) {
                    ref = new RemoteRef(connection, id);
                    held.put(id, new Held(ref, garbage, known == null ? 1 : known.times + 1));
                } else {
                    known.times++;
                }
                anchors.add(ref);
            }
        }
        return anchors;
    }

    /** Gives back what is garbage. */
    void expunge() {
        Reference<? extends RemoteRef> next = garbage.poll();
        while (next != null) {
            if (next instanceof Held gone) {
                int times;
                synchronized (held) {
                    times = held.remove(gone.id, gone) ? gone.times : 0;
                }
                if (times > 0) {
                    connection.release(gone.id, times);
                }
            }
            next = garbage.poll();
        }
    }
}
