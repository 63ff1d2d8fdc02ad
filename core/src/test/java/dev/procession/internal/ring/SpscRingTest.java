package dev.procession.internal.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.internal.memory.CheckedWord;
import dev.procession.process.CorruptedSegmentException;
import dev.procession.simulator.CrashWords;
import dev.procession.simulator.SimulatedCrash;
import dev.procession.simulator.SimulatedSession;
import dev.procession.testkit.Seeds;
import dev.procession.testkit.TestSize;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ring of one producer and one consumer: its contract, its crashes at every store, its damage. */
class SpscRingTest {
    /** Of a ring without a far part. */
    private static final int CAPACITY = 256;
    /** Of one with a far part; the near one is as large as the other ring. */
    private static final int LARGE = 1024;

    private static final int RECORDS = (int) SpscRing.bytes(0);

    private final CrashWords words = new CrashWords((int) SpscRing.bytes(LARGE));
    private final SimulatedSession session = new SimulatedSession(words);
    private int capacity;
    /** Where what has room ends, if the word that says so was damaged. */
    private OptionalLong undamagedRoom = OptionalLong.empty();

    private void lay() {
        lay(CAPACITY);
    }

    private void lay(int bytes) {
        capacity = bytes;
        undamagedRoom = OptionalLong.empty();
        SpscRing.lay(words, 0, bytes, CAPACITY);
    }

    private SpscProducer producer() {
        return new SpscProducer(new SpscRing(session.site(1), 0, 0), this::reserve);
    }

    /** As a file is extended: by zeros, at the end of what had room. */
    private void reserve(long from, long upTo) {
        assertEquals(undamagedRoom.orElseGet(this::room), from);
        assertTrue(upTo > from && upTo <= RECORDS + capacity, "reserved up to " + upTo);
        for (long at = from; at < upTo; at += Long.BYTES) {
            words.setPlain(at, 0);
        }
    }

    /** Where what has room ends. */
    private long room() {
        return RECORDS + (CheckedWord.value(words.getPlain(SpscLayout.ROOM)) << 3);
    }

    /** Half of them short. */
    private int length(Random random) {
        return random.nextInt(random.nextBoolean() ? CAPACITY / 4 : capacity / 2 - 7);
    }

    private SpscConsumer consumer() {
        return new SpscConsumer(new SpscRing(session.site(2), 0, 0));
    }

    /** Message {@code id} of {@code length} bytes, every byte told by both. */
    private boolean append(SpscProducer producer, int id, int length) {
        long at = producer.claim(length);
        if (at < 0) {
            return false;
        }
        long end = at + (length + 7 & ~7);
        assertTrue(end <= room(), "a record where there is no room, up to " + end);
        assertTrue(end - RECORDS <= Math.max(CAPACITY, 2 * (length + 15 & ~7)), "a record too far, up to " + end);
        for (int i = 0; i < length; i++) {
            words.putByte(at + i, id + i);
        }
        producer.append(id & 7, length);
        return true;
    }

    /** What the consumer has found must be message {@code id}. */
    private void check(SpscConsumer consumer, int id, int length) {
        assertEquals(id & 7, consumer.kind());
        assertEquals(length, consumer.length());
        for (int i = 0; i < length; i++) {
            assertEquals((byte) (id + i), words.getByte(consumer.at() + i));
        }
    }

    @Test
    void claim_fullRing_refusesUntilConsumerReleases() {
        lay();
        SpscProducer producer = producer();
        SpscConsumer consumer = consumer();
        int put = 0;
        while (append(producer, put, 8)) {
            put++;
        }
        assertEquals(CAPACITY / 16, put);
        // The refusal has published them.
        assertTrue(consumer.next());
        assertEquals(-1, producer.claim(8));
        consumer.take();
        assertTrue(producer.claim(8) > 0);
    }

    @Test
    void append_notPublished_isNotSeen() {
        lay();
        SpscProducer producer = producer();
        assertTrue(append(producer, 1, 8));
        assertFalse(consumer().next());
        producer.publish();
        assertTrue(consumer().next());
    }

    @Test
    void release_recordFoundBehindThoseRead_givesTheirRoomBack() {
        lay();
        SpscProducer producer = producer();
        while (append(producer, 0, 8)) {}
        SpscConsumer consumer = consumer();
        assertTrue(consumer.next());
        consumer.advance();
        assertTrue(consumer.next());
        consumer.release();
        assertTrue(producer.claim(8) > 0);
    }

    @Test
    void append_moreThanClaimed_isRefused() {
        lay();
        SpscProducer producer = producer();
        producer.claim(8);
        assertThrows(IllegalStateException.class, () -> producer.append(0, 9));
        assertThrows(IllegalArgumentException.class, () -> producer.claim(CAPACITY / 2 - 7));
        assertTrue(producer.claim(CAPACITY / 2 - 8) > 0);
    }

    /** Against a queue: batches of both sides, abandoned claims, sides taken over at any moment. */
    @ParameterizedTest
    @ValueSource(ints = {CAPACITY, LARGE})
    void operations_random_behaveAsAQueue(int bytes) {
        Random random = Seeds.random("SpscRingTest.operations");
        lay(bytes);
        var committed = new ArrayDeque<int[]>();
        var appended = new ArrayDeque<int[]>();
        SpscProducer producer = producer();
        SpscConsumer consumer = consumer();
        int id = 0;
        int taken = 0;
        for (int step = 0; step < TestSize.of(50_000, 150_000, 3_000_000); step++) {
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3 -> {
                    int length = length(random);
                    if (append(producer, id, length)) {
                        appended.add(new int[] {id++, length});
                    } else {
                        committed.addAll(appended);
                        appended.clear();
                    }
                }
                case 4 -> {
                    if (producer.claim(random.nextInt(40)) < 0) {
                        committed.addAll(appended);
                        appended.clear();
                    }
                }
                case 5, 6 -> {
                    producer.publish();
                    committed.addAll(appended);
                    appended.clear();
                }
                case 7, 8, 9 -> {
                    boolean found = consumer.next();
                    assertEquals(!committed.isEmpty(), found);
                    if (found) {
                        int[] next = committed.remove();
                        check(consumer, next[0], next[1]);
                        consumer.advance();
                        taken++;
                    }
                }
                case 10 -> consumer.release();
                default -> {
                    if (random.nextBoolean()) {
                        appended.clear();
                        producer = producer();
                    } else {
                        consumer.release();
                        consumer = consumer();
                    }
                }
            }
        }
        assertFalse(session.isPoisoned());
        System.err.println("SPSC ring: put=" + id + ", taken=" + taken);
    }

    /**
     * From every state of a walk: each operation crashes before each of its stores, and the other sides, both new,
     * find what was committed.
     */
    @ParameterizedTest
    @ValueSource(ints = {CAPACITY, LARGE})
    void crash_beforeEveryStore_recordsAreWholeAndInOrder(int bytes) {
        Random random = Seeds.random("SpscRingTest.crash");
        lay(bytes);
        Set<Long> states = new HashSet<>();
        var model = new ArrayDeque<int[]>();
        long[] memory = words.snapshot();
        int id = 0;
        long crashes = 0;
        for (int step = 0; step < TestSize.of(1_000, 8_000, 100_000); step++) {
            boolean put = model.isEmpty() || random.nextInt(5) < 3;
            int count = 1 + random.nextInt(3);
            int[] lengths =
                    IntStream.generate(() -> length(random)).limit(count).toArray();
            boolean ended = false;
            for (long store = 0; !ended; store++) {
                words.restore(memory);
                var before = new ArrayDeque<>(model);
                words.crashBefore(store);
                var done = new ArrayDeque<>(model);
                try {
                    if (put) {
                        putBatch(lengths, id, done);
                    } else {
                        takeBatch(count, done);
                    }
                    ended = true;
                } catch (SimulatedCrash crash) {
                    crashes++;
                }
                words.neverCrash();
                states.add((long) words.contentHash());
                long[] after = words.snapshot();
                drain(before, done, ended, after);
                assertTrue(append(producer(), 77, capacity / 2 - 8), "an empty ring has room");
                words.restore(after);
                if (ended) {
                    model = done;
                    memory = after;
                }
            }
            id += count;
        }
        assertFalse(session.isPoisoned());
        System.err.println("SPSC ring: crashes=" + crashes + ", distinct memory hashes=" + states.size());
    }

    /** Appends what fits, publishes once; {@code done} is what is in the ring afterwards. */
    private void putBatch(int[] lengths, int id, ArrayDeque<int[]> done) {
        SpscProducer producer = producer();
        for (int i = 0; i < lengths.length; i++) {
            if (!append(producer, id + i, lengths[i])) {
                return;
            }
            done.add(new int[] {id + i, lengths[i]});
        }
        producer.publish();
    }

    private void takeBatch(int count, ArrayDeque<int[]> done) {
        SpscConsumer consumer = consumer();
        for (int i = 0; i < count && consumer.next(); i++) {
            int[] next = done.remove();
            check(consumer, next[0], next[1]);
            consumer.advance();
        }
        consumer.release();
    }

    /**
     * What is in the ring must be a state between {@code before} and {@code done}: all or nothing of a put, and
     * what a take has left, which is the end of what there was. Compared by place: short messages may be alike.
     */
    private void drain(ArrayDeque<int[]> before, ArrayDeque<int[]> done, boolean ended, long[] memory) {
        boolean put = done.size() > before.size();
        SpscConsumer consumer = consumer();
        int found = 0;
        while (consumer.next()) {
            found++;
            consumer.advance();
        }
        int most = Math.max(before.size(), done.size());
        int least = Math.min(before.size(), done.size());
        assertTrue(found >= least && found <= most, "records found=" + found);
        if (ended) {
            assertEquals(done.size(), found);
        } else if (put) {
            assertEquals(before.size(), found, "a put that died must not be seen");
        }
        var left = new ArrayDeque<>(put ? done : before);
        while (left.size() > found) {
            if (put) {
                left.removeLast();
            } else {
                left.removeFirst();
            }
        }
        words.restore(memory);
        SpscConsumer again = consumer();
        for (int[] message : left) {
            assertTrue(again.next());
            check(again, message[0], message[1]);
            again.advance();
        }
        again.release();
    }

    /** One word of the ring's own is damaged: poisoned, or as if it were not. */
    @ParameterizedTest
    @ValueSource(ints = {CAPACITY, LARGE})
    void damage_anyWord_poisonsOrDoesNotMatter(int bytes) {
        Random random = Seeds.random("SpscRingTest.damage");
        int poisoned = 0;
        for (int round = 0; round < TestSize.of(10_000, 50_000, 1_000_000); round++) {
            words.restore(new long[(RECORDS + LARGE) >>> 3]);
            session.reset();
            lay(bytes);
            SpscProducer producer = producer();
            SpscConsumer consumer = consumer();
            int puts = random.nextInt(60);
            for (int i = 0; i < puts; i++) {
                if (!append(producer, i, length(random)) || random.nextInt(3) == 0) {
                    producer.publish();
                    while (consumer.next()) {
                        consumer.take();
                    }
                }
            }
            producer.publish();
            long at = (long) random.nextInt((RECORDS + bytes) >>> 3) << 3;
            // A producer that was there before goes on with what it knows.
            undamagedRoom = at == SpscLayout.ROOM ? OptionalLong.of(room()) : OptionalLong.empty();
            words.setPlain(
                    at, random.nextBoolean() ? random.nextLong() : words.getPlain(at) ^ 1L << random.nextInt(64));
            try {
                SpscConsumer reader = random.nextBoolean() ? consumer() : consumer;
                for (int i = 0; i < 200 && reader.next(); i++) {
                    assertTrue(reader.length() >= 0 && reader.at() + reader.length() <= RECORDS + bytes);
                    reader.advance();
                }
                SpscProducer writer = random.nextBoolean() ? producer() : producer;
                long claimed = writer.claim(40);
                if (claimed >= 0) {
                    words.putBytes(claimed, new byte[40], 0, 40);
                    writer.append(1, 40);
                }
            } catch (CorruptedSegmentException expected) {
                assertTrue(session.isPoisoned());
                poisoned++;
            }
        }
        System.err.println("SPSC ring: damaged=100000, poisoned=" + poisoned);
        assertTrue(poisoned > 0);
    }
}
