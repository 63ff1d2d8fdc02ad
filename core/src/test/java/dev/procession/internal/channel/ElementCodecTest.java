package dev.procession.internal.channel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.procession.codec.CodecException;
import dev.procession.internal.memory.ArrayWords;
import dev.procession.internal.memory.SharedWords;
import dev.procession.testkit.Seeds;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Elements through records: what goes in comes out, whatever its form, and damage is told. */
class ElementCodecTest {
    private final ElementCodec codec = new ElementCodec(HeapQueues.CODEC);

    record Order(int number, String item) {}

    private static SharedWords write(EncodedElement element) {
        ArrayWords words = new ArrayWords(Math.toIntExact(element.length()) + 8);
        element.write(words, 8);
        return words;
    }

    private Object through(Object value) {
        EncodedElement element = codec.encode(value);
        Object back = codec.decode(ElementCodec.copy(write(element), 8, element.length()));
        codec.release(element);
        return back;
    }

    private void assertRoundTrips(Object value) {
        Object back = through(value);
        assertEquals(value, back);
        assertEquals(value.getClass(), back.getClass());
    }

    @Test
    void boxes_atTheirLimits_comeBack() {
        List.<Object>of(
                        0,
                        1,
                        -1,
                        127,
                        128,
                        Integer.MAX_VALUE,
                        Integer.MIN_VALUE,
                        0L,
                        -1L,
                        (1L << 47) - 1,
                        1L << 47,
                        -(1L << 47),
                        -(1L << 47) - 1,
                        Long.MAX_VALUE,
                        Long.MIN_VALUE,
                        true,
                        false,
                        'a',
                        Character.MIN_VALUE,
                        Character.MAX_VALUE,
                        (short) -1,
                        Short.MAX_VALUE,
                        Short.MIN_VALUE,
                        (byte) -1,
                        Byte.MAX_VALUE,
                        Byte.MIN_VALUE,
                        0f,
                        -0f,
                        1.5f,
                        Float.NaN,
                        Float.NEGATIVE_INFINITY,
                        Float.MIN_VALUE,
                        0d,
                        -0d,
                        1.5,
                        Double.NaN,
                        Double.POSITIVE_INFINITY,
                        Double.MIN_VALUE)
                .forEach(this::assertRoundTrips);
    }

    @Test
    void boxes_random_comeBack() {
        Random random = Seeds.random("boxes");
        for (int i = 0; i < 10_000; i++) {
            assertRoundTrips(random.nextInt() >> random.nextInt(32));
            assertRoundTrips(random.nextLong() >> random.nextInt(64));
            assertRoundTrips(Double.longBitsToDouble(random.nextLong()));
        }
    }

    @Test
    void box_takesAWord() {
        assertEquals(8, codec.encode(Integer.MAX_VALUE).length());
        assertEquals(8, codec.encode(12L).length());
        assertEquals(16, codec.encode(Long.MAX_VALUE).length());
        assertEquals(16, codec.encode(0.5).length());
    }

    @Test
    void strings_ofAllKinds_comeBack() {
        for (int length : new int[] {0, 1, 7, 8, 63, 64, 65, 127, 128, 5000}) {
            assertRoundTrips("x".repeat(length));
            assertRoundTrips("é".repeat(length));
            assertRoundTrips("漢".repeat(length));
        }
        assertRoundTrips("\ud800 alone");
    }

    @Test
    void primitiveArrays_ofManyLengths_comeBack() {
        for (int length : new int[] {0, 1, 2, 3, 7, 8, 9, 127, 128, 129, 16383, 16384, 70_000}) {
            Random random = Seeds.random("arrays");
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            assertArrayEquals(bytes, (byte[]) through(bytes));
            int[] ints = random.ints(length).toArray();
            assertArrayEquals(ints, (int[]) through(ints));
            long[] longs = random.longs(length).toArray();
            assertArrayEquals(longs, (long[]) through(longs));
            double[] doubles = random.doubles(length).toArray();
            assertArrayEquals(doubles, (double[]) through(doubles));
            float[] floats = new float[length];
            short[] shorts = new short[length];
            char[] chars = new char[length];
            boolean[] flags = new boolean[length];
            for (int i = 0; i < length; i++) {
                floats[i] = ints[i];
                shorts[i] = (short) ints[i];
                chars[i] = (char) ints[i];
                flags[i] = ints[i] > 0;
            }
            assertArrayEquals(floats, (float[]) through(floats));
            assertArrayEquals(shorts, (short[]) through(shorts));
            assertArrayEquals(chars, (char[]) through(chars));
            assertArrayEquals(flags, (boolean[]) through(flags));
        }
    }

    @Test
    void arrayRecord_isTheCodecsFrame() {
        int[] ints = {1, 2, 300};
        EncodedElement element = codec.encode(ints);
        byte[] frame = new byte[(int) element.length()];
        write(element).getBytes(8, frame, 0, frame.length);

        assertArrayEquals(HeapQueues.CODEC.encode(ints), frame);
    }

    @Test
    void otherValues_comeBack() {
        assertRoundTrips(new Order(7, "paper"));
        assertRoundTrips(List.of(1, "two", 3.0));
        assertRoundTrips(Map.of("key", new Order(1, "pen")));
        assertRoundTrips(UUID.fromString("00000000-0000-0001-0000-000000000002"));
        assertRoundTrips(BigInteger.TEN.pow(50));
        assertRoundTrips(Thread.State.BLOCKED);
        assertRoundTrips(new ArrayList<>(List.of(1, 2)));
    }

    @Test
    void keptElements_doNotShareTheirBytes() {
        EncodedElement first = codec.encodeToKeep("first");
        EncodedElement second = codec.encodeToKeep("second");

        assertNotSame(first.sink(), second.sink());
        assertEquals("first", codec.decode(ElementCodec.copy(write(first), 8, first.length())));
    }

    @Test
    void sink_afterRelease_isUsedAgain() {
        EncodedElement first = codec.encode("first");
        codec.release(first);
        EncodedElement second = codec.encode("second");

        assertEquals(first.sink(), second.sink());
        assertNotSame(second.sink(), codec.encode("third").sink());
    }

    @Test
    void damagedRecord_isACodecException() {
        Random random = Seeds.random("damage");
        List<Object> values = List.of(7, 1L << 60, "some text", new int[] {1, 2, 3}, new byte[40], List.of(1, 2, "x"));
        for (int i = 0; i < 20_000; i++) {
            EncodedElement element = codec.encode(values.get(random.nextInt(values.size())));
            SharedWords words = write(element);
            words.putByte(8 + random.nextInt((int) element.length()), random.nextInt());
            Object read = ElementCodec.copy(words, 8, element.length());
            codec.release(element);
            try {
                codec.decode(read);
            } catch (CodecException e) {
                // The check of the codec; damage it cannot see makes another value.
            }
        }
    }

    @Test
    void recordOfAForeignTag_isACodecException() {
        ArrayWords words = new ArrayWords(16);
        words.putByte(0, 15);
        for (long length = 0; length <= 16; length++) {
            Object read = ElementCodec.copy(words, 0, length);
            assertThrows(CodecException.class, () -> codec.decode(read));
        }
    }
}
