package dev.procession.internal.proxy;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The objects of one manager that this process holds. The server counts how often it gave one away to this process; what is garbage here is given back as often.
 *
 * <p>Thread safety: any thread.
 */
final class Anchors {
    private final Port port;
    private final Map<Long, Held> held = new HashMap<>();
    private final ReferenceQueue<Anchor> garbage = new ReferenceQueue<>();

    Anchors(Port port) {
        this.port = port;
    }

    private static final class Held extends WeakReference<Anchor> {
        private final long id;
        private int times;

        Held(Anchor anchor, ReferenceQueue<Anchor> queue, int times) {
            super(anchor, queue);
            id = anchor.id();
            this.times = times;
        }
    }

    /** The anchor of an object that something received here refers to. */
    Anchor of(long id) {
        Anchor anchor;
        synchronized (held) {
            Held known = held.get(id);
            anchor = known == null ? null : known.get();
            if (anchor != null) {
                return anchor;
            }
            anchor = new Anchor(port, id);
            held.put(id, new Held(anchor, garbage, known == null ? 1 : known.times));
            if (known != null) {
                return anchor;
            }
        }
        port.hold(id);
        return anchor;
    }

    /** The server has given these away to this process, once more each; they are held as long as the result. */
    List<Anchor> granted(long[] ids) {
        List<Anchor> anchors = new ArrayList<>(ids.length);
        synchronized (held) {
            for (long id : ids) {
                Held known = held.get(id);
                Anchor anchor = known == null ? null : known.get();
                if (known == null || anchor == null) {
                    anchor = new Anchor(port, id);
                    held.put(id, new Held(anchor, garbage, known == null ? 1 : known.times + 1));
                } else {
                    known.times++;
                }
                anchors.add(anchor);
            }
        }
        return anchors;
    }

    /** Gives back what is garbage. */
    void expunge() {
        Reference<? extends Anchor> next = garbage.poll();
        while (next != null) {
            if (next instanceof Held gone) {
                int times;
                synchronized (held) {
                    times = held.remove(gone.id, gone) ? gone.times : 0;
                }
                if (times > 0) {
                    port.release(gone.id, times);
                }
            }
            next = garbage.poll();
        }
    }
}
