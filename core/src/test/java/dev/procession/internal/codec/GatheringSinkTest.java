package dev.procession.internal.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.procession.testkit.Seeds;
import dev.procession.testkit.TestSize;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A gathering sink holds the same bytes as one that copies, whatever is done to both. */
class GatheringSinkTest {
    private static final int ROUNDS = TestSize.of(500, 2_000, 20_000);
    private static final List<Integer> LENGTHS = List.of(0, 1, 100, (16 << 10) - 1, 16 << 10, 40_000);

    @Test
    void anyOperations_leaveTheBytesOfASinkThatCopies() {
        Random random = Seeds.random("gathering sink");
        for (int round = 0; round < ROUNDS; round++) {
            GatheringSink sink = new GatheringSink(random.nextInt(64));
            HeapSink copying = new HeapSink(64);
            List<Integer> numbers = new ArrayList<>();
            for (int i = random.nextInt(12); i >= 0; i--) {
                operate(random, sink, copying, numbers);
            }

            assertEquals(copying.position(), sink.position());
            assertArrayEquals(copying.toByteArray(), sink.toByteArray());
            long from = random.nextLong(sink.position() + 1);
            assertArrayEquals(tail(copying, from), join(sink.parts(from)));
        }
    }

    /** {@code numbers} are the positions of numbers, which may be patched later. */
    private static void operate(Random random, GatheringSink sink, HeapSink copying, List<Integer> numbers) {
        switch (random.nextInt(6)) {
            case 0 -> {
                numbers.add(copying.size());
                int number = random.nextInt();
                sink.putInt(number);
                copying.putInt(number);
            }
            case 1 -> {
                byte[] bytes = new byte[random.nextInt(40)];
                random.nextBytes(bytes);
                sink.putBytes(bytes, 0, bytes.length);
                copying.putBytes(bytes, 0, bytes.length);
            }
            case 2 -> {
                if (!numbers.isEmpty()) {
                    int at = numbers.get(random.nextInt(numbers.size()));
                    sink.patchInt(at, 77);
                    copying.patchInt(at, 77);
                }
            }
            case 3 -> {
                // As an encoder does: to the begin of a value, which is never within an array.
                long start = sink.position();
                putArray(random, sink, copying);
                sink.putLong(5);
                sink.rewind(start);
                copying.rewind(start);
            }
            default -> putArray(random, sink, copying);
        }
    }

    private static void putArray(Random random, GatheringSink sink, HeapSink copying) {
        int length = LENGTHS.get(random.nextInt(LENGTHS.size()));
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        sink.putArray(bytes, length, 1);
        copying.putArray(bytes, length, 1);
    }

    private static byte[] tail(HeapSink sink, long from) {
        return Arrays.copyOfRange(sink.array(), (int) from, sink.size());
    }

    private static byte[] join(List<MemorySegment> parts) {
        HeapSink all = new HeapSink(64);
        for (MemorySegment part : parts) {
            byte[] bytes = part.toArray(ValueLayout.JAVA_BYTE);
            all.putBytes(bytes, 0, bytes.length);
        }
        return all.toByteArray();
    }
}
