package dev.procession.internal.channel;

import dev.procession.channel.QueueClosedException;
import dev.procession.internal.memory.ArrayWords;
import dev.procession.internal.ring.RecordRing;
import dev.procession.internal.wait.WaitPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A ring on the heap, plain enough to be right by inspection: what a queue may expect of the ring in shared memory.
 * Processes are numbers; each has its {@link
 * #process view}, each can be {@linkplain #kill killed}.
 */
final class HeapRing {
    private static final int READY = 0;
    private static final int DEAD = -1;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final TreeMap<Long, Entry> records = new TreeMap<>();
    private final int capacity;
    private final boolean leasing;
    private final int deliveryLimit;
    private int listeners;
    private long nextPosition;
    private boolean closed;

    private static final class Entry {
        private final long position;
        private final ArrayWords words;
        private final long length;
        private int state = READY;
        private int deliveries;

        Entry(long position, ArrayWords words, long length) {
            this.position = position;
            this.words = words;
            this.length = length;
        }

        Object read(RecordRing.Reader reader) {
            return reader.read(words, 0, length, position);
        }
    }

    HeapRing(int capacity, boolean leasing, int deliveryLimit) {
        this.capacity = capacity;
        this.leasing = leasing;
        this.deliveryLimit = deliveryLimit;
    }

    /** What process {@code number}, from 1 on, sees. */
    RecordRing process(int number) {
        return new View(number);
    }

    /** The process is dead: what it had on lease is delivered again. */
    void kill(int number) {
        lock.lock();
        try {
            records.values().removeIf(record -> record.state == number && buried(record));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean buried(Entry record) {
        record.deliveries++;
        record.state = record.deliveries < deliveryLimit ? READY : DEAD;
        return record.state == DEAD && listeners == 0;
    }

    private final class View implements RecordRing {
        private final int self;

        View(int self) {
            this.self = self;
        }

        /** Repeats {@code attempt} under the lock. */
        private boolean await(BooleanSupplier attempt, long timeoutNanos) throws InterruptedException {
            lock.lockInterruptibly();
            try {
                long left = timeoutNanos;
                while (!attempt.getAsBoolean()) {
                    if (left <= 0) {
                        return false;
                    }
                    if (timeoutNanos == WaitPoint.FOREVER) {
                        changed.await();
                    } else {
                        left = changed.awaitNanos(left);
                    }
                }
                changed.signalAll();
                return true;
            } finally {
                lock.unlock();
            }
        }

        private boolean atOnce(BooleanSupplier attempt) {
            lock.lock();
            try {
                boolean done = attempt.getAsBoolean();
                changed.signalAll();
                return done;
            } finally {
                lock.unlock();
            }
        }

        private boolean tryPut(Payload payload) {
            if (closed) {
                throw new QueueClosedException("closed");
            }
            if (size() >= capacity) {
                return false;
            }
            ArrayWords words = new ArrayWords(Math.toIntExact(payload.length()));
            payload.write(words, 0);
            records.put(nextPosition, new Entry(nextPosition, words, payload.length()));
            nextPosition += 16 + words.size();
            return true;
        }

        private @Nullable Entry first(int state) {
            for (Entry record : records.values()) {
                if (record.state == state) {
                    return record;
                }
            }
            return null;
        }

        private @Nullable Object tryTake(Reader reader, int state) {
            Entry record = first(state);
            if (record == null) {
                return null;
            }
            Object read = record.read(reader);
            if (leasing) {
                record.state = self;
            } else {
                records.remove(record.position);
            }
            return read;
        }

        @Override
        public boolean put(Payload payload, long timeoutNanos) throws InterruptedException {
            return await(() -> tryPut(payload), timeoutNanos);
        }

        @Override
        public boolean offer(Payload payload) {
            return atOnce(() -> tryPut(payload));
        }

        @Override
        public void putAll(List<? extends Payload> payloads) throws InterruptedException {
            for (Payload payload : payloads) {
                put(payload, WaitPoint.FOREVER);
            }
        }

        @Override
        public @Nullable Object take(Reader reader, long timeoutNanos) throws InterruptedException {
            @Nullable Object[] taken = new Object[1];
            await(
                    () -> {
                        taken[0] = tryTake(reader, READY);
                        if (taken[0] == null && closed) {
                            throw new QueueClosedException("closed and drained");
                        }
                        return taken[0] != null;
                    },
                    timeoutNanos);
            return taken[0];
        }

        @Override
        public @Nullable Object poll(Reader reader) {
            @Nullable Object[] taken = new Object[1];
            atOnce(() -> {
                taken[0] = tryTake(reader, READY);
                return true;
            });
            return taken[0];
        }

        @Override
        public int drain(Reader reader, int max, List<Object> taken) {
            int count = 0;
            for (; count < max; count++) {
                Object read = poll(reader);
                if (read == null) {
                    break;
                }
                taken.add(read);
            }
            return count;
        }

        @Override
        public @Nullable Object peek(Reader reader) {
            List<Object> all = snapshot(reader);
            return all.isEmpty() ? null : all.getFirst();
        }

        @Override
        public List<Object> snapshot(Reader reader) {
            List<Object> all = new ArrayList<>();
            atOnce(() -> {
                records.values().forEach(record -> {
                    if (record.state == READY) {
                        all.add(record.read(reader));
                    }
                });
                return true;
            });
            return all;
        }

        @Override
        public boolean remove(long position) {
            return atOnce(() -> {
                Entry record = records.get(position);
                return record != null && record.state == READY && records.remove(position) != null;
            });
        }

        @Override
        public void done(long position) {
            atOnce(() -> {
                Entry record = records.remove(position);
                if (record == null || record.state != self) {
                    throw new AssertionError("done: position=" + position + " is not on loan to " + self);
                }
                return true;
            });
        }

        private int count(Predicate<Entry> what) {
            lock.lock();
            try {
                return Math.toIntExact(records.values().stream().filter(what).count());
            } finally {
                lock.unlock();
            }
        }

        @Override
        public int size() {
            return count(record -> record.state == READY);
        }

        @Override
        public int unfinished() {
            return count(record -> true);
        }

        @Override
        public boolean awaitFinished(long timeoutNanos) throws InterruptedException {
            return await(records::isEmpty, timeoutNanos);
        }

        @Override
        public int capacity() {
            return capacity;
        }

        @Override
        public long capacityBytes() {
            return 1 << 20;
        }

        @Override
        public boolean isClosed() {
            return closed;
        }

        @Override
        public void close() {
            atOnce(() -> {
                closed = true;
                return true;
            });
        }

        @Override
        public void listen(boolean listening) {
            atOnce(() -> {
                listeners += listening ? 1 : -1;
                return true;
            });
        }

        @Override
        public @Nullable Object takeDeadLetter(Reader reader, long timeoutNanos) throws InterruptedException {
            @Nullable Object[] taken = new Object[1];
            await(
                    () -> {
                        taken[0] = tryTake(reader, DEAD);
                        return taken[0] != null;
                    },
                    Math.min(timeoutNanos, TimeUnit.MILLISECONDS.toNanos(10)));
            return taken[0];
        }
    }
}
