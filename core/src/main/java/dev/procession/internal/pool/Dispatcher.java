package dev.procession.internal.pool;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.SequencedSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings items that wait and desks that have room together.
 *
 * <p>Items and desks arrive in two lock-free queues. Whoever brings one tries to dispatch; if another thread is at it, that one looks again when it has finished, and
 * so nobody waits to submit a task, and nothing is left lying. An idle desk is preferred, the one that became idle last before the others, for its
 * worker is still awake; desks that have room for more take turns.
 *
 * <p>Thread safety: every method may be called from any thread. The fields without a word of their own are guarded by the lock, under which no code of the user's
 * runs.
 */
final class Dispatcher {
    /** So many arrivals are looked at before what is there is dispatched. */
    private static final int MOST_ADMITTED = 4096;

    private final Consumer<Unplaced> unplaced;
    private final Consumer<Item> late;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Item> arrivals = new ConcurrentLinkedQueue<>();
    private final Queue<Desk> returned = new ConcurrentLinkedQueue<>();
    private final Lanes lanes = new Lanes();
    /** An item that is in no lane, and with no desk: there was no memory for it. */
    private @Nullable Item inHand;

    private final SequencedSet<Desk> idle = new LinkedHashSet<>();
    private final SequencedSet<Desk> roomy = new LinkedHashSet<>();
    private volatile boolean areItems;
    private volatile boolean areDesks;

    /** An item that will not run, and why; {@code null} if nobody wants it. */
    record Unplaced(Item item, @Nullable Throwable why) {}

    /**
     * A dispatcher that tells, outside its lock, of what is to be done about items.
     *
     * @param unplaced is told of items it has given up
     * @param late is told of items that nobody wanted any more by the time a desk had them: who gave them up did not find them there
     */
    Dispatcher(Consumer<Unplaced> unplaced, Consumer<Item> late) {
        this.unplaced = unplaced;
        this.late = late;
    }

    /** An item comes. */
    void add(Item item) {
        arrivals.add(item);
        dispatch();
    }

    /** Items come back, to run before the others of their lanes. */
    void addFirst(List<Item> items) {
        putFirst(items);
        dispatch();
    }

    /** As {@link #addFirst}, without dispatching: for who has a desk's lock, and dispatches when he has let go of it. */
    void putFirst(List<Item> items) {
        if (items.isEmpty()) {
            return;
        }
        lock.lock();
        try {
            for (Item item : items.reversed()) {
                lanes.addFirst(item);
            }
        } finally {
            unlock();
        }
    }

    /** A desk may have room, after it was made, or used by others than the dispatcher. */
    void add(Desk desk) {
        if (desk.enlist()) {
            boolean added = false;
            try {
                returned.add(desk);
                added = true;
            } finally {
                if (!added) {
                    desk.delist();
                }
            }
        }
        dispatch();
    }

    /** Whether no item waits. */
    boolean isEmpty() {
        return !areItems && arrivals.isEmpty();
    }

    private boolean isMatch() {
        return (areItems || !arrivals.isEmpty()) && (areDesks || !returned.isEmpty());
    }

    /** Gives items to desks while there are both. */
    void dispatch() {
        // Who brings something looks for the other half after it has; who leaves the lock looks for both.
        while (isMatch()) {
            if (!lock.tryLock()) {
                return;
            }
            List<Unplaced> given = new ArrayList<>(0);
            List<Item> placedLate = new ArrayList<>(0);
            try {
                admit();
                match(given, placedLate);
            } finally {
                unlock();
            }
            given.forEach(unplaced);
            placedLate.forEach(late);
        }
    }

    /** Says first, to those who do not have the lock, what there is. */
    private void unlock() {
        areItems = inHand != null || !lanes.isEmpty();
        areDesks = !idle.isEmpty() || !roomy.isEmpty();
        lock.unlock();
    }

    private void admit() {
        Item stranded = inHand;
        if (stranded != null) {
            stranded.release();
            lanes.addFirst(stranded);
            inHand = null;
        }
        for (Desk desk = returned.poll(); desk != null; desk = returned.poll()) {
            desk.delist();
            SequencedSet<Desk> before = desk.place();
            if (before != null) {
                before.remove(desk);
                desk.setPlace(null);
            }
            if (desk.hasRoom()) {
                place(desk);
            }
        }
        for (int i = 0; i < MOST_ADMITTED; i++) {
            Item item = arrivals.poll();
            if (item == null) {
                return;
            }
            lanes.add(item);
        }
    }

    private void place(Desk desk) {
        SequencedSet<Desk> place = desk.isIdle() ? idle : roomy;
        desk.setPlace(place);
        if (desk.isSuspect()) {
            place.addFirst(desk);
        } else {
            place.addLast(desk);
        }
    }

    private @Nullable Desk pollDesk() {
        while (!idle.isEmpty() || !roomy.isEmpty()) {
            Desk desk = idle.isEmpty() ? roomy.removeFirst() : idle.removeLast();
            desk.setPlace(null);
            // What it runs may have turned out to take long; then it comes back when that is over.
            if (desk.hasRoom()) {
                return desk;
            }
        }
        return null;
    }

    private void match(List<Unplaced> given, List<Item> placedLate) {
        for (Desk desk = pollDesk(); desk != null; desk = pollDesk()) {
            Item item = pollItem(given);
            if (item == null) {
                place(desk);
                return;
            }
            // Until it has a place again: where there is no memory for that, it is found here.
            inHand = item;
            Desk.Offer offer;
            try {
                offer = desk.offer(item);
            } catch (RuntimeException | Error e) { // no room on the machine for a long argument, or no memory here
                given.add(new Unplaced(item, e));
                offer = Desk.Offer.TAKEN;
            }
            if (offer == Desk.Offer.REFUSED) {
                // Its desk comes back as soon as something changes there.
                item.release();
                lanes.addFirst(item);
                inHand = null;
            } else {
                inHand = null;
                if (item.isUnwanted()) {
                    placedLate.add(item);
                }
                if (desk.hasRoom()) {
                    place(desk);
                }
            }
        }
    }

    private @Nullable Item pollItem(List<Unplaced> given) {
        while (true) {
            Item item = lanes.poll();
            if (item == null) {
                item = arrivals.poll();
            }
            if (item == null) {
                return null;
            }
            if (!item.isUnwanted()) {
                if (item.hold()) {
                    return item;
                }
            } else if (item.giveUp()) {
                given.add(new Unplaced(item, null));
            }
        }
    }

    /** A job was dropped: its items that wait are given up. */
    void sweep(Job job) {
        List<Unplaced> given = new ArrayList<>();
        lock.lock();
        try {
            admit();
            for (Item item : lanes.remove(job)) {
                if (item.giveUp()) {
                    given.add(new Unplaced(item, null));
                }
            }
        } finally {
            unlock();
        }
        given.forEach(unplaced);
        dispatch();
    }

    /** Takes all items that wait. */
    List<Item> clear() {
        List<Item> all;
        lock.lock();
        try {
            all = lanes.clear();
            for (Item item = arrivals.poll(); item != null; item = arrivals.poll()) {
                all.add(item);
            }
        } finally {
            unlock();
        }
        all.removeIf(item -> !item.giveUp());
        return all;
    }
}
