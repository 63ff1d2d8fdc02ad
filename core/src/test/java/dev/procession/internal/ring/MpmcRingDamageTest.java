package dev.procession.internal.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.channel.QueueClosedException;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.ring.RingWorld.Bytes;
import dev.procession.internal.ring.RingWorld.Taken;
import dev.procession.process.CorruptedSegmentException;
import dev.procession.testkit.Deadline;
import dev.procession.testkit.Seeds;
import dev.procession.testkit.TestSize;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A word of a ring that something else wrote: the ring goes on as if nothing had happened, or every process is told.
 */
class MpmcRingDamageTest {
    private static final int ROUNDS = TestSize.of(20_000, 100_000, 1_000_000);

    private final RingWorld world = new RingWorld();

    @Test
    @Deadline(seconds = 300)
    void operations_onADamagedRing_areRightOrToldAsCorrupted() {
        Random random = Seeds.random("QueueRingDamageTest");
        int told = 0;
        int stuck = 0;
        for (int round = 0; round < ROUNDS; round++) {
            boolean leasing = random.nextBoolean();
            world.words.restore(new long[(int) (world.words.size() >>> 3)]);
            world.session.reset();
            MpmcRing.layOut(world.words, 0, 8, RingWorld.RING_BYTES, leasing, 3);
            MpmcRing ring = world.open(1);
            work(ring, leasing, random, random.nextInt(30));
            boolean fresh = random.nextBoolean();
            damage(random);
            try {
                MpmcRing user = fresh ? world.open(2) : ring;
                work(user, leasing, random, 20);
                stuck += isStuck(user, leasing) ? 1 : 0;
            } catch (CorruptedSegmentException e) {
                told++;
            }
        }
        System.err.println("ring: damaged=" + ROUNDS + ", told=" + told + ", stuck=" + stuck);
        assertEquals(0, stuck, "rings in which waiters would wait forever");
        assertTrue(told > ROUNDS / 10, "told=" + told);
    }

    /** Neither a put nor a take makes progress, and no exception says why: waiters would wait forever. */
    private static boolean isStuck(MpmcRing ring, boolean leasing) {
        if (ring.isClosed()) {
            return false;
        }
        List<Object> taken = new ArrayList<>();
        ring.drain(MpmcRingDamageTest::look, 100, taken);
        if (leasing) {
            taken.forEach(one -> ring.done(((Taken) one).position()));
        }
        return ring.unfinished() != 0 || !ring.offer(new Bytes(1, 8));
    }

    private void damage(Random random) {
        long at = (long) random.nextInt((int) (world.words.size() >>> 3)) << 3;
        if (random.nextBoolean()) {
            // The ring's own words are few, and deserve most of it.
            int[] words = {0, 8, 16, 24, 128, 256, 384, 392, 400, 512, 520, 528, 536, 544, 552, 560, 640, 1024};
            at = words[random.nextInt(words.length)];
        }
        long word = world.words.getPlain(at);
        switch (random.nextInt(4)) {
            case 0 -> world.words.setPlain(at, random.nextLong());
            case 1 -> world.words.setPlain(at, word ^ 1L << random.nextInt(64));
            case 2 -> world.words.setPlain(at, 0);
            default -> world.words.putByte(at + random.nextInt(8), random.nextInt(256));
        }
    }

    /** Some operations; what comes out is bytes of any kind, for payloads are not the ring's to check. */
    private static void work(MpmcRing ring, boolean leasing, Random random, int operations) {
        var loans = new ArrayDeque<Long>();
        for (int i = 0; i < operations; i++) {
            int size = 8 * (1 + random.nextInt(5));
            try {
                switch (random.nextInt(6)) {
                    case 0, 1 -> ring.offer(new Bytes(i, size));
                    case 2 -> add(loans, ring.poll(MpmcRingDamageTest::look), leasing);
                    case 3 -> {
                        List<Object> taken = new ArrayList<>();
                        ring.drain(MpmcRingDamageTest::look, 2, taken);
                        taken.forEach(one -> add(loans, one, leasing));
                    }
                    case 4 -> {
                        List<Object> all = ring.snapshot(MpmcRingDamageTest::look);
                        if (!all.isEmpty()) {
                            ring.remove(((Taken) all.get(random.nextInt(all.size()))).position());
                        }
                    }
                    default -> {
                        if (ring.size() < 0 || ring.unfinished() < 0) {
                            throw new AssertionError("negative");
                        }
                    }
                }
                while (loans.size() > 3) {
                    ring.done(loans.remove());
                }
            } catch (QueueClosedException e) {
                return;
            }
        }
        loans.forEach(ring::done);
    }

    private static void add(ArrayDeque<Long> loans, @Nullable Object taken, boolean leasing) {
        if (leasing && taken != null) {
            loans.add(((Taken) taken).position());
        }
    }

    private static Object look(SharedWords words, long at, long length, long position) {
        for (long i = 0; i < length; i++) {
            words.getByte(at + i);
        }
        return new Taken(0, position);
    }
}
