package dev.procession.internal.codec;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.procession.codec.CodecException;
import java.math.BigDecimal;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bytes that no encoder wrote: a {@link CodecException} or some value, and nothing else. */
@Timeout(120)
@NullUnmarked // values of any kind
class CorruptFrameTest {

    private static final ClassLoader LOADER = CorruptFrameTest.class.getClassLoader();
    private static final long SEED = Long.getLong("procession.test.seed", 20260101L);
    private static final int FLIPS_PER_FRAME = 2_000;
    private final ObjectCodec codec = ObjectCodec.create(List.of());

    private static List<Object> samples() {
        Map<String, Object> map = new HashMap<>();
        map.put("decimal", new BigDecimal("12.5"));
        map.put("time", ZonedDateTime.parse("2024-01-01T00:00:00Z[UTC]"));
        map.put("tree", new TreeMap<>(Map.of(1, "a", 2, "b")));
        map.put("nested", new ArrayList<>(Arrays.asList(1, null, 'x', 2.5, new int[] {1, 2}, "long ".repeat(20))));
        map.put("of", List.of(Map.of("k", 1L), Optional.of("v"), new ArrayDeque<>(List.of(1))));
        map.put("again", map.get("nested"));
        Object record = new Samples.Pair(new Samples.Square(1, "s"), new Object[] {Samples.Color.GREEN, String.class});
        Object lambda = Samples.capturing(1L, new ArrayList<>(List.of(1)), List.of("x"));
        Object jdk = new Samples.Holder(new Object[] {
            new Samples.Point(1, new LinkedHashMap<>(map)), new long[3], new ArrayList<>(List.of(1, 2)), Optional.of(1)
        });
        return List.of(map, record, lambda, jdk, new IllegalStateException("x", new RuntimeException("y")));
    }

    private void decode(byte[] frame, String what) {
        try {
            codec.decode(frame, LOADER);
        } catch (CodecException e) {
            assertTrue(e.getMessage() != null && !e.getMessage().isEmpty());
        } catch (Throwable e) {
            fail("seed=" + SEED + " " + what + " threw " + e, e);
        }
    }

    @Test
    void decode_everyTruncation_isACodecException() {
        for (Object sample : samples()) {
            byte[] frame = codec.encode(sample);
            for (int length = 0; length < frame.length; length++) {
                byte[] cut = Arrays.copyOf(frame, length);
                assertThrows(CodecException.class, () -> codec.decode(cut, LOADER));
            }
        }
    }

    @Test
    void decode_randomByteFlips_isACodecExceptionOrAValue() {
        System.out.println("CorruptFrameTest seed=" + SEED);
        Random random = new Random(SEED);
        int sampleNumber = 0;
        for (Object sample : samples()) {
            byte[] frame = codec.encode(sample);
            for (int i = 0; i < FLIPS_PER_FRAME; i++) {
                byte[] flipped = frame.clone();
                int at = random.nextInt(frame.length);
                flipped[at] = (byte) random.nextInt();
                decode(flipped, "sample " + sampleNumber + ", byte " + at + " set to " + flipped[at]);
            }
            sampleNumber++;
        }
    }

    @Test
    void decode_randomBytes_isACodecExceptionOrAValue() {
        Random random = new Random(SEED);
        for (int i = 0; i < 10_000; i++) {
            byte[] noise = new byte[random.nextInt(64)];
            random.nextBytes(noise);
            decode(noise, "noise " + Arrays.toString(noise));
        }
    }

    @Test
    void decode_hugeLengths_areRefusedBeforeAllocation() {
        for (int tag = Tags.FIRST_NUMBERED; tag <= Tags.ACCESS_ORDERED_MAP; tag++) {
            for (int length : new int[] {Integer.MAX_VALUE, -1, 1 << 30}) {
                HeapSink sink = new HeapSink(16);
                sink.putByte(tag);
                if (tag == Tags.TYPED_ARRAY) {
                    sink.putByte(0);
                    sink.putString("java.lang.Integer");
                }
                sink.putVarint(length);
                sink.putByte(0);
                assertThrows(CodecException.class, () -> codec.decode(sink.toByteArray(), LOADER));
            }
        }
    }

    @Test
    void decode_nestedHugeCounts_areRefusedByWhatIsOwed() {
        HeapSink sink = new HeapSink(1 << 16);
        for (int i = 0; i < 1000; i++) { // each array claims all the rest of the frame
            sink.putByte(Tags.OBJECTS);
            sink.putVarint(60_000);
        }
        sink.putBytes(new byte[61_000], 0, 61_000);
        CodecException e = assertThrows(CodecException.class, () -> codec.decode(sink.toByteArray(), LOADER));
        assertTrue(e.getMessage().contains("of these spoken for=59999"), e.getMessage());
    }

    @Test
    void decode_jdkArrayLongerThanTheFrame_isRefused() {
        byte[] frame = codec.encode(new Samples.Holder(new long[] {5}));
        int lengthAt = frame.length - Long.BYTES - Integer.BYTES;
        while (frame[lengthAt] != 0 || frame[lengthAt + 3] != 1) {
            lengthAt--;
        }
        frame[lengthAt] = 0x7f;
        CodecException e = assertThrows(CodecException.class, () -> codec.decode(frame, LOADER));
        assertTrue(e.getMessage().contains("array length=2130706433 of long"), e.getMessage());
    }

    @Test
    void decode_jdkArraysThatNestTheirClaims_areRefusedTogether() {
        Object nested = new Samples.Holder(null);
        for (int i = 0; i < 200; i++) { // each says it has as many elements as the whole frame has bytes
            nested = new ArrayList<>(Arrays.asList(nested, null, null));
        }
        byte[] frame = Forge.jdk(nested);
        int claims = 0;
        for (int at = 4; at < frame.length - 4; at++) {
            // What ArrayList writes: its size as a field, then a block of four bytes that are its size again.
            if (frame[at] == 3 && frame[at + 1] == 0x77 && frame[at + 2] == 4) {
                frame[at - 1] = 100;
                claims++;
            }
        }
        assertTrue(claims >= 199, "claims=" + claims);
        CodecException e = assertThrows(CodecException.class, () -> codec.decode(frame, LOADER));
        assertTrue(e.getMessage().contains("slots of other arrays so far="), e.getMessage());
    }
}
