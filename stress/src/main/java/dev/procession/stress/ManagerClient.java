package dev.procession.stress;

import dev.procession.channel.ProcessQueue;
import dev.procession.shared.Manager;
import dev.procession.shared.ManagerException;
import dev.procession.shared.SharedCounter;
import dev.procession.shared.SharedDeque;
import dev.procession.shared.SharedList;
import dev.procession.shared.SharedMap;
import dev.procession.stress.ManagerLedger.Deed;
import dev.procession.stress.ManagerLedger.Fact;
import dev.procession.sync.ProcessLock;
import dev.procession.sync.ProcessSemaphore;
import java.io.Serializable;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/** What a client of a manager does until it is killed, or told to stop: all there is, in a random order. */
final class ManagerClient {
    static final int PERMITS = 2;
    static final Duration LEASE = Duration.ofSeconds(10);
    private static final long PATIENCE_MILLIS = 20;

    private final ManagerLedger ledger;
    private final int number;
    private final Arena arena;
    private final Random random;

    /** What they have in common. */
    record Arena(
            Manager manager,
            SharedMap<String, Integer> counts,
            SharedCounter counter,
            SharedDeque<Integer> deque,
            ProcessLock lock,
            ProcessSemaphore semaphore,
            SharedMap<Integer, SharedList<Integer>> nests,
            ProcessQueue<Message> messages)
            implements Serializable {}

    /** A proxy that is on its way, and since when. */
    record Message(SharedCounter counter, long sentNanos) implements Serializable {}

    private ManagerClient(ManagerLedger ledger, int number, Arena arena) {
        this.ledger = ledger;
        this.number = number;
        this.arena = arena;
        random = new Random(number);
    }

    static void run(ManagerLedger ledger, int number, Arena arena) throws InterruptedException {
        ManagerClient client = new ManagerClient(ledger, number, arena);
        while (!ledger.isStopped()) {
            client.step();
            ledger.add(number, Fact.STEPS);
        }
    }

    private void step() throws InterruptedException {
        switch (random.nextInt(9)) {
            case 0 -> deed(Deed.MERGE, () -> arena.counts().merge("merged", 1, (one, other) -> one + other));
            case 1 -> deed(Deed.COMPUTE, () -> arena.counts().compute("computed", new OneMore()));
            case 2 -> deed(Deed.COUNT, () -> arena.counter().incrementAndGet());
            case 3 -> put();
            case 4 -> take();
            case 5 -> lock();
            case 6 -> permit();
            case 7 -> deed(Deed.NEST, this::nest);
            default -> {
                send();
                receive();
            }
        }
    }

    /** Runs here, between a read and a compare-and-set there. */
    private static final class OneMore implements BiFunction<String, Integer, Integer> {
        @Override
        @SuppressWarnings("NullAway") // BiFunction does not say that there may be no value
        public Integer apply(String key, Integer value) {
            return value == null ? 1 : value + 1;
        }
    }

    private void deed(Deed deed, Runnable doing) {
        ledger.begin(number, deed);
        doing.run();
        ledger.end(number, deed);
    }

    private void put() throws InterruptedException {
        long next = ledger.begun(number, Deed.PUT);
        if (next >= ManagerLedger.ELEMENTS) {
            return;
        }
        int element = number * ManagerLedger.ELEMENTS + (int) next;
        ledger.begin(number, Deed.PUT);
        if (arena.deque().offer(element, PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
            ledger.end(number, Deed.PUT);
        } else {
            ledger.cancel(number, Deed.PUT);
        }
    }

    private void take() throws InterruptedException {
        Integer element = arena.deque().poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        if (element != null) {
            ledger.taken().getAndAdd(element, 1);
        }
    }

    private void lock() throws InterruptedException {
        if (arena.lock().tryLock(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
            try {
                // Two calls, which nothing but the lock makes one.
                Integer before = arena.counts().get("locked");
                ledger.begin(number, Deed.LOCK);
                arena.counts().put("locked", before == null ? 1 : before + 1);
                ledger.end(number, Deed.LOCK);
            } finally {
                arena.lock().unlock();
            }
        }
    }

    private void permit() throws InterruptedException {
        if (arena.semaphore().tryAcquire(1, PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
            ledger.begin(number, Deed.PERMIT);
            arena.counter().get();
            arena.semaphore().release();
            ledger.end(number, Deed.PERMIT);
        }
    }

    /** A list in the map of all, of which this keeps no proxy of its own. */
    private void nest() {
        arena.nests().put(number, arena.manager().list());
        for (int i = 0; i < 3; i++) {
            SharedList<Integer> list = arena.nests().get(number);
            if (list == null || list.size() != i) {
                ledger.add(number, Fact.WRONG);
                return;
            }
            list.add(i);
        }
        SharedList<Integer> removed = arena.nests().remove(number);
        if (removed == null || removed.get(2) != 2) {
            ledger.add(number, Fact.WRONG);
        }
    }

    private void send() {
        ledger.begin(number, Deed.SEND);
        if (arena.messages().offer(new Message(arena.manager().counter(number), System.nanoTime()))) {
            ledger.end(number, Deed.SEND);
        } else {
            ledger.cancel(number, Deed.SEND);
        }
    }

    private void receive() {
        Message message = arena.messages().poll();
        if (message == null) {
            return;
        }
        try {
            message.counter().incrementAndGet();
            ledger.add(number, Fact.RECEIVED);
        } catch (ManagerException e) {
            // Half of the lease is for what the sender's lease is older than the message.
            if (System.nanoTime() - message.sentNanos() < LEASE.toNanos() / 2) {
                ledger.add(number, Fact.LOST);
            }
        }
    }
}
