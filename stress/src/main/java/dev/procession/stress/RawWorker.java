package dev.procession.stress;

import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.ring.RecordRing;
import dev.procession.internal.session.SessionRegistry;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What a worker does until it is killed, or told to stop. */
final class RawWorker {
    /** What a worker does. */
    enum Role {
        PRODUCER,
        CONSUMER,
        BORROWER,
        LOCKER
    }

    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final long LOCKER_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    private final Ledger ledger;
    private final int number;
    private final RawThings arena;

    private RawWorker(Ledger ledger, int number, RawThings arena) {
        this.ledger = ledger;
        this.number = number;
        this.arena = arena;
    }

    /**
     * Works.
     *
     * @param stores before which of its stores into the arena it stands still, to be killed there; negative for none
     */
    static void run(Role role, Ledger ledger, int number, String session, long stores) throws InterruptedException {
        RawThings arena = new RawThings(
                SessionRegistry.of(Path.of(session)),
                context -> stores < 0
                        ? context
                        : new FatalSite(
                                context,
                                new FatalWords(
                                        context.words(),
                                        stores,
                                        () -> ledger.doomed().setVolatile(number, 1))));
        RawWorker worker = new RawWorker(ledger, number, arena);
        while (!ledger.isStopped()) {
            switch (role) {
                case PRODUCER -> worker.produce();
                case CONSUMER -> worker.consume();
                case BORROWER -> worker.borrow();
                case LOCKER -> worker.lock();
            }
            ledger.steps().getAndAdd(number, 1);
        }
    }

    private void produce() throws InterruptedException {
        long next = ledger.put().get(number);
        if (next >= Ledger.ELEMENTS) {
            // It has put all it may, and only waits for its end.
            arena.plain.size();
            return;
        }
        long id = (long) number * Ledger.ELEMENTS + next;
        ledger.begun().setVolatile(number, next + 1);
        RecordRing.Payload element = new Element(id, (int) (16 + id % 7 * 8));
        while (!arena.plain.put(element, PATIENCE_NANOS)) {
            if (ledger.isStopped()) {
                return;
            }
        }
        while (!arena.leasing.put(element, PATIENCE_NANOS)) {
            if (ledger.isStopped()) {
                return;
            }
        }
        ledger.put().setVolatile(number, next + 1);
    }

    private void consume() throws InterruptedException {
        Object taken = arena.plain.take(this::read, PATIENCE_NANOS);
        if (taken != null) {
            ledger.plain().getAndAdd((Long) taken, 1);
        }
    }

    private void borrow() throws InterruptedException {
        long[] position = new long[1];
        Object taken = arena.leasing.take(
                (words, at, length, where) -> {
                    position[0] = where;
                    return read(words, at, length, where);
                },
                PATIENCE_NANOS);
        if (taken != null) {
            ledger.leased().getAndAdd((Long) taken, 1);
            arena.leasing.done(position[0]);
        }
    }

    private void lock() throws InterruptedException {
        if (arena.lock.tryLock(PATIENCE_NANOS, TimeUnit.NANOSECONDS)) {
            try {
                ledger.counter().set(Ledger.ENTERED, ledger.counter().get(Ledger.ENTERED) + 1);
                ledger.counter().set(Ledger.GUARDED, ledger.counter().get(Ledger.GUARDED) + 1);
                ledger.counter().set(Ledger.LEFT, ledger.counter().get(Ledger.LEFT) + 1);
            } finally {
                arena.lock.unlock();
            }
        }
        if (arena.semaphore.tryAcquire(1, PATIENCE_NANOS, TimeUnit.NANOSECONDS)) {
            arena.semaphore.release();
        }
        // Else two of these would keep both processors from those who boot.
        LockSupport.parkNanos(LOCKER_NANOS);
    }

    /** Reads an element: its number, and whether all of it says so. */
    private Object read(SharedWords words, long at, long length, long position) {
        return read(ledger, words, at, length);
    }

    static Object read(Ledger ledger, SharedWords words, long at, long length) {
        long id = words.getLong(at);
        boolean whole = length == 16 + id % 7 * 8;
        for (long i = 8; whole && i < length; i += 8) {
            whole = words.getLong(at + i) == ~id + i;
        }
        if (!whole) {
            ledger.counter().getAndAdd(Ledger.TORN, 1);
        }
        return id;
    }

    /**
     * An element that shows when it is torn.
     *
     * @param id its number
     * @param bytes its length
     */
    record Element(long id, int bytes) implements RecordRing.Payload {
        @Override
        public long length() {
            return bytes;
        }

        @Override
        public void write(SharedWords words, long at) {
            words.putLong(at, id);
            for (long i = 8; i < bytes; i += 8) {
                words.putLong(at + i, ~id + i);
            }
        }
    }
}
