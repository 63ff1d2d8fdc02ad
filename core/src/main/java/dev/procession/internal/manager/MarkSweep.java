package dev.procession.internal.manager;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Finds objects that nobody can reach any more: follows, from those that are kept, what they have in them, and frees
 * the rest.
 */
final class MarkSweep {
    private static final long TICK_MILLIS = 50;

    private MarkSweep() {}

    /**
     * Sweeps once, beside all that goes on. For what is in an object it waits until a function that runs there has
     * ended.
     *
     * @throws OutOfMemoryError if there is no memory for it; nothing was freed then
     * @param meanwhile what is to be done now and then while it waits
     */
    static void run(ObjectTable objects, Runnable meanwhile) throws InterruptedException {
        objects.beginSweep();
        do {
            Deque<ManagedObject> left = new ArrayDeque<>(objects.markRoots());
            while (!left.isEmpty()) {
                ManagedObject object = left.poll();
                if (object.contains()) {
                    left.addAll(objects.mark(contents(object, meanwhile)));
                }
            }
        } while (!objects.endSweep());
    }

    /** The numbers of the objects in it. */
    private static List<Long> contents(ManagedObject object, Runnable meanwhile) throws InterruptedException {
        List<Long> ids = new ArrayList<>();
        CountDownLatch traced = new CountDownLatch(1);
        AtomicBoolean isWhole = new AtomicBoolean();
        object.mailbox().submit(() -> {
            try {
                object.trace(value -> {
                    for (long id : value.objects()) {
                        ids.add(id);
                    }
                });
                isWhole.set(true);
            } finally {
                traced.countDown();
            }
        });
        while (!traced.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
            meanwhile.run();
        }
        if (!isWhole.get()) {
            throw new OutOfMemoryError("tracing the objects of a manager");
        }
        return ids;
    }
}
