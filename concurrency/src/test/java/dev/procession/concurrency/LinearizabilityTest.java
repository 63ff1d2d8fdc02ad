package dev.procession.concurrency;

import dev.procession.internal.lock.EventState;
import dev.procession.internal.lock.LatchState;
import dev.procession.internal.lock.RobustLock;
import dev.procession.internal.lock.SemaphoreState;
import dev.procession.internal.memory.ArrayWords;
import dev.procession.internal.ring.MpmcRing;
import dev.procession.testkit.Deadline;
import dev.procession.testkit.MayLeak;
import dev.procession.testkit.TestSize;
import java.util.ArrayDeque;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever threads do at once, there is an order in which one by one they would have seen the same. */
@Deadline(seconds = 300)
@MayLeak("Lincheck attaches an agent to its own JVM, whose socket stays")
class LinearizabilityTest {
    private static final int ITERATIONS = TestSize.of(1, 3, 100);

    private static void check(Class<?> structure, Class<?> model) {
        new ModelCheckingOptions()
                .iterations(ITERATIONS)
                .invocationsPerIteration(300)
                .threads(2)
                .actorsPerThread(3)
                .sequentialSpecification(model)
                .check(structure);
        new StressOptions()
                .iterations(ITERATIONS)
                .invocationsPerIteration(500)
                .threads(3)
                .actorsPerThread(3)
                .sequentialSpecification(model)
                .check(structure);
    }

    // The ring of a queue. Not drain: it looks, and takes what it saw, and what is put in between finds no room yet.

    private static final int CAPACITY = 3;

    public static class Ring {
        private final ArrayWords words = new ArrayWords(Math.toIntExact(MpmcRing.bytes(256)));
        private final MpmcRing ring;

        public Ring() {
            MpmcRing.layOut(words, 0, CAPACITY, 256, false, 1);
            ring = new MpmcRing(new OneJvm(words, 1), 0, new NoSpace(), new NoSpace());
        }

        @Operation
        public boolean offer(int value) {
            return ring.offer(new NumberRecord(value));
        }

        @Operation
        public @Nullable Integer poll() {
            return number(ring.poll(NumberRecord::read));
        }

        @Operation
        public @Nullable Integer peek() {
            return number(ring.peek(NumberRecord::read));
        }

        @Operation
        public int size() {
            return ring.size();
        }

        private static @Nullable Integer number(@Nullable Object read) {
            return read == null ? null : Math.toIntExact((Long) read);
        }
    }

    public static class RingModel {
        private final ArrayDeque<Integer> elements = new ArrayDeque<>();

        public boolean offer(int value) {
            return elements.size() < CAPACITY && elements.add(value);
        }

        public @Nullable Integer poll() {
            return elements.poll();
        }

        public @Nullable Integer peek() {
            return elements.peek();
        }

        public int size() {
            return elements.size();
        }
    }

    @Test
    void ring_isLinearizable() {
        check(Ring.class, RingModel.class);
    }

    // A lock, by what it guards.

    public static class Guarded {
        private final ArrayWords words = new ArrayWords(RobustLock.BYTES);
        private final RobustLock lock = new RobustLock(new OneJvm(words, 1), 0, 0);
        private int value;

        @Operation
        public int add(int delta) {
            lock.acquire();
            try {
                value += delta;
                return value;
            } finally {
                lock.release();
            }
        }

        @Operation
        public int get() {
            lock.acquire();
            try {
                return value;
            } finally {
                lock.release();
            }
        }
    }

    public static class GuardedModel {
        private int value;

        public int add(int delta) {
            value += delta;
            return value;
        }

        public int get() {
            return value;
        }
    }

    @Test
    void lock_excludes() {
        check(Guarded.class, GuardedModel.class);
    }

    // A semaphore.

    public static class Permits {
        private final ArrayWords words = new ArrayWords(SemaphoreState.BYTES);
        private final SemaphoreState semaphore;

        public Permits() {
            SemaphoreState.layOut(words, 0, 2);
            semaphore = new SemaphoreState(new OneJvm(words, 1), 0);
            // Looks at all slots once; Lincheck takes so long a loop for an endless one.
            semaphore.available();
        }

        @Operation
        public boolean tryAcquire() {
            return semaphore.tryAcquire(1);
        }

        @Operation
        public boolean tryAcquireTwo() {
            return semaphore.tryAcquire(2);
        }

        @Operation
        public void release() {
            semaphore.release(1);
        }
    }

    public static class PermitsModel {
        private int permits = 2;

        public boolean tryAcquire() {
            return tryAcquire(1);
        }

        public boolean tryAcquireTwo() {
            return tryAcquire(2);
        }

        private boolean tryAcquire(int count) {
            boolean got = permits >= count;
            permits -= got ? count : 0;
            return got;
        }

        public void release() {
            permits++;
        }
    }

    @Test
    void semaphore_isLinearizable() {
        check(Permits.class, PermitsModel.class);
    }

    // A latch and an event.

    public static class Count {
        private final ArrayWords words = new ArrayWords(LatchState.BYTES);
        private final LatchState latch;

        public Count() {
            LatchState.layOut(words, 0, 3);
            latch = new LatchState(new OneJvm(words, 1), 0);
        }

        @Operation
        public void countDown() {
            latch.countDown();
        }

        @Operation
        public long count() {
            return latch.count();
        }
    }

    public static class CountModel {
        private long count = 3;

        public void countDown() {
            count = Math.max(0, count - 1);
        }

        public long count() {
            return count;
        }
    }

    @Test
    void latch_isLinearizable() {
        check(Count.class, CountModel.class);
    }

    public static class Flag {
        private final ArrayWords words = new ArrayWords(EventState.BYTES);
        private final EventState event;

        public Flag() {
            EventState.layOut(words, 0);
            event = new EventState(new OneJvm(words, 1), 0);
        }

        @Operation
        public void set() {
            event.set();
        }

        @Operation
        public void clear() {
            event.clear();
        }

        @Operation
        public boolean isSet() {
            return event.isSet();
        }
    }

    public static class FlagModel {
        private boolean set;

        public void set() {
            set = true;
        }

        public void clear() {
            set = false;
        }

        public boolean isSet() {
            return set;
        }
    }

    @Test
    void event_isLinearizable() {
        check(Flag.class, FlagModel.class);
    }
}
