package dev.procession.internal.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.codec.CodecException;
import dev.procession.pool.RemoteTaskException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Short frames that ask for much: a {@link CodecException} with the numbers, soon, and never an end of memory, stack
 * or patience.
 */
@Timeout(60)
@NullUnmarked // values of any kind
class DecodeBombTest {

    private static final String SAMPLES = StrictSamples.class.getName();
    private static final ClassLoader LOADER = DecodeBombTest.class.getClassLoader();
    private static final ObjectCodec ANY = ObjectCodec.create(List.of());
    private static final ObjectCodec STRICT = ObjectCodec.create(
            List.of(), ClassFilter.of(List.of(SAMPLES, SAMPLES + "$*", "java.util.Collections$CopiesList")));

    private static String refused(byte[] frame) {
        CodecException e = assertThrows(CodecException.class, () -> STRICT.decode(frame, LOADER));
        return e.getMessage();
    }

    private static void assertRefused(String because, byte[] frame) {
        String message = refused(frame);
        assertTrue(message.contains(because), message);
    }

    /** What is made on a stack that is large enough. */
    private static byte[] onLargeStack(java.util.function.Supplier<byte[]> maker) throws InterruptedException {
        byte[][] made = new byte[1][];
        Thread thread = new Thread(null, () -> made[0] = maker.get(), "large stack", 1L << 30);
        thread.start();
        thread.join();
        return made[0];
    }

    // ---- depth

    @Test
    void decode_deepArrays_areRefusedByDepth() {
        byte[] frame = Forge.fast(sink -> {
            for (int i = 0; i < 100_000; i++) {
                sink.putByte(Tags.OBJECTS);
                sink.putVarint(1);
            }
            sink.putByte(Tags.NULL);
        });
        assertRefused("nesting depth=501, limit=500", frame);
        CodecException e = assertThrows(CodecException.class, () -> ANY.decode(frame, LOADER));
        assertTrue(e.getMessage().contains("too deep for this thread's stack"), e.getMessage());
    }

    @Test
    void decode_deepOptionalsRecordsAndSurrogates_areRefusedByDepth() {
        for (int tag :
                new int[] {Tags.OPTIONAL, Tags.REDUCED, Tags.LIST_N, Tags.HASH_SET, Tags.TREE_MAP, Tags.ARRAY_DEQUE}) {
            assertRefused("nesting depth=501, limit=500", Forge.fast(sink -> {
                for (int i = 0; i < 10_000; i++) {
                    sink.putByte(tag);
                    if (tag != Tags.OPTIONAL && tag != Tags.REDUCED) {
                        sink.putVarint(1);
                    }
                }
                sink.putByte(Tags.NULL);
                sink.putBytes(new byte[10_000], 0, 10_000);
            }));
        }
    }

    @Test
    void decode_deepJdkGraph_isRefusedByDepth() throws InterruptedException {
        Object nested = "leaf";
        for (int i = 0; i < 5_000; i++) {
            nested = new StrictSamples.Plain(nested);
        }
        Object chain = nested;
        assertRefused("nesting depth=251, limit=250", onLargeStack(() -> Forge.jdk(chain)));
        Throwable failure = new RuntimeException("root");
        for (int i = 0; i < 5_000; i++) {
            failure = new RuntimeException("next", failure);
        }
        Throwable causes = failure;
        assertRefused("nesting depth=251, limit=250", onLargeStack(() -> Forge.jdk(causes)));
    }

    @Test
    void decode_justAsDeepAsAllowed_isDecoded() throws InterruptedException {
        Object nested = "leaf";
        Object byJdk = new StrictSamples.Plain("leaf");
        for (int i = 0; i < 499; i++) { // and the leaf
            nested = List.of(nested);
            byJdk = i < 240 ? new ArrayList<>(List.of(byJdk)) : byJdk;
        }
        Object fast = nested;
        Object jdk = byJdk;
        STRICT.decode(onLargeStack(() -> ANY.encode(fast)), LOADER);
        STRICT.decode(onLargeStack(() -> Forge.jdk(jdk)), LOADER);
    }

    @Test
    void decode_manySiblings_areNotDeep() {
        List<Object> siblings = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            siblings.add(List.of(i, Optional.of(i)));
        }
        assertEquals(siblings, STRICT.decode(ANY.encode(siblings), LOADER));
        siblings.add(new StrictSamples.Plain(1));
        assertEquals(10_001, ((List<?>) STRICT.decode(ANY.encode(siblings), LOADER)).size());
    }

    // ---- keys that take forever to hash

    /** Sets in sets, each in both of the level above: its hash code takes 2 to the power of the levels. */
    private static byte[] nestedSets(int levels) {
        return Forge.fast(sink -> {
            sink.putByte(Tags.OBJECTS);
            sink.putVarint(levels + 1);
            sink.putByte(Tags.HASH_SET);
            sink.putVarint(0);
            for (int i = 1; i <= levels; i++) { // number 0 is the array, i the set before
                sink.putByte(Tags.ARRAY_LIST);
                sink.putVarint(2);
                for (int k = 0; k < 2; k++) {
                    sink.putByte(Tags.BACK_REFERENCE);
                    sink.putVarint(i);
                }
            }
            // spare bytes, because the announced length must be there
        });
    }

    private static byte[] keyed(int tag) {
        return Forge.fast(sink -> {
            sink.putByte(Tags.OBJECTS);
            sink.putVarint(102);
            sink.putByte(Tags.ARRAY_LIST);
            sink.putVarint(0);
            for (int i = 1; i <= 100; i++) {
                sink.putByte(Tags.LIST_12);
                sink.putVarint(2);
                for (int k = 0; k < 2; k++) {
                    sink.putByte(Tags.BACK_REFERENCE);
                    sink.putVarint(i);
                }
            }
            sink.putByte(tag);
            sink.putVarint(1);
            sink.putByte(Tags.BACK_REFERENCE);
            sink.putVarint(101);
            sink.putByte(Tags.TRUE);
            sink.putByte(Tags.NULL);
        });
    }

    @Test
    void decode_listsThatShareAllTheirParts_areDecodedAsLongAsNobodyHashesThem() {
        Object[] back = (Object[]) STRICT.decode(nestedSets(100), LOADER);
        assertSame(((List<?>) back[100]).get(0), ((List<?>) back[100]).get(1));
    }

    @Test
    void decode_suchAListAsAKey_isRefused() {
        for (int tag : new int[] {
            Tags.HASH_SET,
            Tags.LINKED_HASH_SET,
            Tags.TREE_SET,
            Tags.SET_12,
            Tags.SET_N,
            Tags.HASH_MAP,
            Tags.LINKED_HASH_MAP,
            Tags.TREE_MAP,
            Tags.ACCESS_ORDERED_MAP,
            Tags.MAP_1,
            Tags.MAP_N
        }) {
            assertRefused("keys made of collections that share their parts", keyed(tag));
        }
    }

    @Test
    void decode_manyLargeKeys_areRefusedTogether() {
        byte[] frame = Forge.fast(sink -> {
            sink.putByte(Tags.OBJECTS);
            sink.putVarint(2);
            sink.putByte(Tags.ARRAY_LIST);
            sink.putVarint(100_000);
            for (int i = 0; i < 100_000; i++) {
                sink.putByte(Tags.NULL);
            }
            sink.putByte(Tags.HASH_MAP);
            sink.putVarint(10_000);
            for (int i = 0; i < 10_000; i++) {
                sink.putByte(Tags.BACK_REFERENCE);
                sink.putVarint(1);
                sink.putByte(Tags.NULL);
            }
        });
        assertRefused("limit=", frame);
    }

    /** The same as JDK serialization sends it; nothing is hashed where it is made. */
    private static Set<Object> setOfSets(int levels) {
        Set<Object> root = new HashSet<>();
        Set<Object> one = root;
        Set<Object> other = new HashSet<>();
        for (int i = 0; i < levels; i++) {
            Set<Object> nextOne = new HashSet<>();
            Set<Object> nextOther = new HashSet<>();
            nextOne.add("makes it differ");
            one.add(nextOne);
            one.add(nextOther);
            other.add(nextOne);
            other.add(nextOther);
            one = nextOne;
            other = nextOther;
        }
        return root;
    }

    @Test
    void decode_setsOfSetsByJdk_areRefused() {
        assertRefused("keys made of collections that share their parts", Forge.jdk(setOfSets(100)));
        assertRefused(
                "keys made of collections that share their parts", Forge.jdk(new StrictSamples.Plain(setOfSets(100))));
        assertRefused("keys made of collections that share their parts", ANY.encode(setOfSets(100)));
    }

    @Test
    void decode_recordsThatShareTheirPartsByJdk_areRefused() {
        Object shared = "leaf";
        for (int i = 0; i < 100; i++) {
            shared = new StrictSamples.Order(i, List.of(shared, shared));
        }
        assertRefused("keys made of collections that share their parts", Forge.jdk(new Object[] {shared}));
        assertEquals(1, ((Object[]) STRICT.decode(ANY.encode(new Object[] {shared}), LOADER)).length);
    }

    @Test
    void decode_longCopiesByJdk_areRefused() {
        assertRefused("limit=", Forge.jdk(new ArrayList<>(List.of(Collections.nCopies(Integer.MAX_VALUE, 1)))));
    }

    @Test
    void decode_keyThatContainsItsOwnMap_isRefused() {
        byte[] frame = Forge.fast(sink -> {
            sink.putByte(Tags.HASH_MAP);
            sink.putVarint(1);
            sink.putByte(Tags.ARRAY_LIST);
            sink.putVarint(1);
            sink.putByte(Tags.BACK_REFERENCE);
            sink.putVarint(0);
            sink.putByte(Tags.NULL);
        });
        assertRefused("contain themselves", frame);
        List<Object> circle = new ArrayList<>();
        circle.add(circle);
        assertRefused("contain themselves", Forge.jdk(circle));
        Map<Object, Object> map = new HashMap<>();
        map.put("k", new ArrayList<>(List.of(map)));
        assertRefused("contain themselves", Forge.jdk(map));
    }

    @Test
    void decode_circlesAndSharedPartsThatAreNoKeys_areDecoded() {
        List<Object> circle = new ArrayList<>(List.of(new HashMap<>(Map.of("k", List.of(1)))));
        circle.add(circle);
        circle.add(new HashMap<>(Map.of(List.of(1), "v")));
        List<?> back = (List<?>) STRICT.decode(ANY.encode(circle), LOADER);
        assertSame(back, back.get(1));

        StrictSamples.Plain parent = new StrictSamples.Plain(null);
        parent.part = new ArrayList<>(List.of(new StrictSamples.Plain(parent), Map.of("k", parent)));
        StrictSamples.Plain again = (StrictSamples.Plain) STRICT.decode(ANY.encode(parent), LOADER);
        assertSame(again, ((StrictSamples.Plain) ((List<?>) again.part).get(0)).part);

        List<Object> shared = new ArrayList<>(Collections.nCopies(1_000, 1));
        Map<Object, Object> users = new TreeMap<>();
        for (int i = 0; i < 1_000; i++) {
            users.put(i, new HashMap<>(Map.of("all", shared)));
        }
        assertEquals(users, STRICT.decode(ANY.encode(users), LOADER));
        assertEquals(users, STRICT.decode(Forge.jdk(users), LOADER));
    }

    @Test
    void decode_nestedKeysOfADecentSize_areDecoded() {
        Set<Object> sets = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            sets.add(Set.of(List.of(i, Map.of(Set.of(i), i)), Optional.of(i)));
        }
        assertEquals(sets, STRICT.decode(ANY.encode(sets), LOADER));
        assertEquals(2, ((Set<?>) STRICT.decode(Forge.jdk(setOfSets(5)), LOADER)).size());
    }

    // ---- numbers

    @Test
    void decode_decimalOfAHugeScale_isRefusedEitherWay() {
        for (int scale : new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE, 100_001, -100_001}) {
            BigDecimal bomb = new BigDecimal(BigInteger.ONE, scale);
            assertRefused("scale=" + scale + ", limits=-100000 to 100000", ANY.encode(bomb));
            assertRefused("scale=" + scale + ", limits=-100000 to 100000", Forge.jdk(bomb));
            assertRefused("scale=" + scale, ANY.encode(new StrictSamples.Plain(bomb)));
            assertRefused("scale=" + scale, Forge.jdk(new TreeMap<>(Map.of(bomb, 1))));
        }
        BigDecimal large = new BigDecimal(BigInteger.TEN, -100_000);
        assertEquals(large, STRICT.decode(ANY.encode(large), LOADER));
        assertEquals(large, STRICT.decode(Forge.jdk(large), LOADER));
    }

    @Test
    void decode_numberOfTooManyBits_isRefusedEitherWay() {
        BigInteger bomb = BigInteger.ONE.shiftLeft(1 << 20);
        assertRefused("bits=1048577, limit=1048576", ANY.encode(bomb));
        assertRefused("bits=1048577, limit=1048576", Forge.jdk(bomb));
        assertRefused("bits=1048577, limit=1048576", ANY.encode(new BigDecimal(bomb)));
        assertRefused("bits=1048577, limit=1048576", Forge.jdk(new BigDecimal(bomb)));
        BigInteger large = bomb.subtract(BigInteger.ONE);
        assertEquals(large, STRICT.decode(ANY.encode(large), LOADER));
    }

    // ---- lengths

    @Test
    void decode_arraysOfHugeLengthByJdk_areRefusedBeforeTheyAreMade() {
        for (Object array : new Object[] {new long[] {7}, new Object[] {7}, new String[] {"x"}, new byte[][] {{7}}}) {
            byte[] frame = Forge.jdk(array);
            int at = frame.length - 1;
            while (!(frame[at] == 1 && frame[at - 1] == 0 && frame[at - 2] == 0 && frame[at - 3] == 0)) {
                at--;
            }
            frame[at - 3] = 0x7f;
            assertRefused("for a frame of bytes=", frame);
            assertThrows(CodecException.class, () -> ANY.decode(frame, LOADER));
        }
    }

    @Test
    void decodeFailure_manyNestedCausesInTheEnvelope_areRefused() {
        for (int nodes : new int[] {65, 100_000}) {
            byte[] bytes = Forge.fast(sink -> {
                sink.putString("worker");
                sink.putLong(1);
                sink.putVarint(nodes);
                for (int i = 0; i < nodes; i++) {
                    sink.putString("x");
                    sink.putByte(0);
                    sink.putVarint(0);
                    sink.putVarint(i + 1 < nodes ? i + 2 : 0);
                    sink.putVarint(0);
                }
                sink.putString("trace");
                sink.putInt(-1);
                sink.putString("why");
            });
            CodecException e = assertThrows(
                    CodecException.class,
                    () -> new FailureCodec(ANY).decode(new HeapSource(bytes, 0, bytes.length), LOADER));
            assertTrue(e.getMessage().contains("count=" + nodes + ", limit=64"), e.getMessage());
        }
    }

    @Test
    void decodeFailure_asManyCausesAsAreSent_arrive() {
        Throwable chain = new StrictSamples.Failure("root");
        for (int i = 0; i < 200; i++) {
            chain = new Exception("level", chain);
        }
        HeapSink sink = new HeapSink(64);
        new FailureCodec(ANY).encode(chain, "worker", 1, sink);
        byte[] bytes = sink.toByteArray();
        FailureCodec gated = new FailureCodec(ObjectCodec.create(List.of(), ClassFilter.of(List.of())));
        RemoteFailure back = gated.decode(new HeapSource(bytes, 0, bytes.length), LOADER);
        assertFalse(back.original());
        assertInstanceOf(RemoteTaskException.class, back.throwable());
    }

    @Test
    void decode_flippedBytesUnderAGate_areACodecExceptionOrAValue() {
        var random = new java.util.Random(20260101L);
        Object[] sent = {
            setOfSets(4),
            new StrictSamples.Order(1, Arrays.asList(1, null)),
            StrictSamples.task("x"),
            StrictSamples.Color.GREEN,
            new BigDecimal("1.5")
        };
        for (byte[] frame : List.of(ANY.encode(sent), ANY.encode(new Object[] {sent, new StrictSamples.Plain(sent)}))) {
            for (int i = 0; i < 5_000; i++) {
                byte[] flipped = frame.clone();
                flipped[random.nextInt(frame.length)] = (byte) random.nextInt();
                try {
                    STRICT.decode(flipped, LOADER);
                } catch (CodecException e) {
                    assertFalse(e.getMessage().isEmpty());
                }
            }
        }
    }
}
