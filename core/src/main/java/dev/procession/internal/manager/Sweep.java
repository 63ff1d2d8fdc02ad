package dev.procession.internal.manager;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Finds objects that nobody can reach any more: follows, from those that are kept, what they have in them, and frees the rest. */
final class Sweep {
    private static final long TICK_MILLIS = 50;

    private Sweep() {}

    /**
     * Sweeps once, beside all that goes on. For what is in an object it waits until a function that runs there has ended.
     *
     * @param meanwhile what is to be done now and then while it waits
     */
    static void run(Registry registry, Runnable meanwhile) throws InterruptedException {
        registry.beginSweep();
        List<Thing> garbage = null;
        while (garbage == null) {
            Deque<Thing> left = new ArrayDeque<>(registry.markRoots());
            while (!left.isEmpty()) {
                Thing thing = left.poll();
                if (thing.contains) {
                    left.addAll(registry.mark(contents(thing, meanwhile)));
                }
            }
            garbage = registry.endSweep();
        }
        for (Thing thing : garbage) {
            thing.server().ended(thing);
        }
    }

    /** The numbers of the objects in it. */
    private static List<Long> contents(Thing thing, Runnable meanwhile) throws InterruptedException {
        List<Long> ids = new ArrayList<>();
        CountDownLatch traced = new CountDownLatch(1);
        thing.mailbox().submit(() -> {
            thing.trace(value -> {
                for (long id : value.objects()) {
                    ids.add(id);
                }
            });
            traced.countDown();
        });
        while (!traced.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
            meanwhile.run();
        }
        return ids;
    }
}
