package dev.procession.internal.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.codec.CodecException;
import dev.procession.function.Fn;
import dev.procession.function.Task;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
@NullUnmarked // nulls are among the values tested
@SuppressWarnings({"JdkObsolete", "serial"}) // every class of the JDK is a value here
class ObjectCodecTest {

    private static final ClassLoader LOADER = ObjectCodecTest.class.getClassLoader();
    private final ObjectCodec codec = ObjectCodec.create(List.of());

    @SuppressWarnings("unchecked")
    private <T> T copy(T value) {
        return (T) codec.decode(codec.encode(value), LOADER);
    }

    private boolean isFast(Object value) {
        return codec.encode(value)[0] != Tags.JDK;
    }

    static Stream<Object> fastValues() {
        return Stream.of(
                true,
                false,
                (byte) -1,
                Short.MIN_VALUE,
                'ÿ',
                '\uffff',
                0,
                -1,
                Integer.MAX_VALUE,
                Integer.MIN_VALUE,
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                1.5f,
                Double.NaN,
                -0.0,
                "",
                "ascii",
                "é",
                "日本",
                "lone \ud800 surrogate",
                "x".repeat(1000),
                "Ω".repeat(1000),
                BigInteger.TWO.pow(300).negate(),
                new BigDecimal("-123.4500"),
                UUID.fromString("01234567-89ab-cdef-fedc-ba9876543210"),
                LocalDate.of(2024, 2, 29),
                LocalDate.MIN,
                LocalTime.MAX,
                LocalDateTime.MAX,
                Instant.MAX,
                Instant.MIN,
                Duration.ofNanos(-1),
                Period.of(1, -2, 3),
                ZonedDateTime.of(2024, 10, 27, 2, 30, 0, 0, ZoneId.of("Europe/Berlin"))
                        .withLaterOffsetAtOverlap(),
                OffsetDateTime.MAX,
                OffsetTime.MIN,
                Year.of(-5),
                YearMonth.of(2024, 12),
                MonthDay.of(2, 29),
                ZoneOffset.ofHoursMinutesSeconds(1, 2, 3),
                ZoneId.of("UTC+01:00"),
                DayOfWeek.FRIDAY,
                Samples.Color.RED,
                Samples.Color.GREEN,
                String.class,
                int.class,
                Samples.Color[].class,
                Optional.empty(),
                Optional.of(List.of(1)),
                OptionalInt.of(0),
                OptionalInt.empty(),
                OptionalLong.of(-1),
                OptionalDouble.of(2.5),
                Path.of("relative/ä"),
                Path.of("/absolute"),
                new Samples.Circle(1),
                new Samples.Square(2, "two"),
                new Samples.Pair(new Samples.Pair(1, null), List.of("a")),
                new ArrayList<>(Arrays.asList(1, null, "x")),
                new LinkedList<>(List.of(1, 2)),
                new HashSet<>(List.of(1, 2)),
                new LinkedHashSet<>(List.of(3, 1, 2)),
                new TreeSet<>(List.of("b", "a")),
                new HashMap<>(Map.of("k", 1)),
                new TreeMap<>(Map.of(2, "b", 1, "a")),
                List.of(),
                List.of(1),
                List.of(1, 2, 3),
                Set.of(1),
                Set.of(1, 2, 3),
                Map.of(),
                Map.of(1, 2),
                Map.of(1, 2, 3, 4),
                Collections.emptyList(),
                Collections.emptySet(),
                Collections.emptyMap(),
                Stream.of(1, 2).toList());
    }

    static Stream<Object> jdkValues() {
        EnumMap<Samples.Color, Integer> enumMap = new EnumMap<>(Samples.Color.class);
        enumMap.put(Samples.Color.GREEN, 1);
        return Stream.of(
                new Samples.Point(1, List.of(2)),
                new ArrayList<>(List.of(new Samples.Point(1, null))),
                enumMap,
                EnumSet.of(Samples.Color.RED),
                Collections.unmodifiableList(new ArrayList<>(List.of(1))),
                new ConcurrentHashMap<>(Map.of(1, 2)),
                BitSet.valueOf(new long[] {5}),
                Arrays.asList(1, 2),
                new TreeMap<>(Collections.reverseOrder()),
                new TreeSet<>(Comparator.<Integer>reverseOrder()),
                new Samples.Point(1, Optional.of(2)),
                new Samples.Point(1, OptionalInt.of(2)),
                new Samples.Point(1, OptionalLong.empty()),
                new Samples.Point(1, OptionalDouble.of(2)),
                new Samples.Point(1, Path.of("a/b")),
                new Samples.Point(1, new Samples.Circle(2)),
                new Samples.Point(1, int.class));
    }

    @ParameterizedTest
    @MethodSource("fastValues")
    void encode_fastValue_roundTripsTagged(Object value) {
        assertTrue(isFast(value), () -> value.getClass() + " is not fast");
        Object back = copy(value);
        assertEquals(value, back);
        assertSame(value.getClass(), back.getClass());
    }

    @ParameterizedTest
    @MethodSource("jdkValues")
    void encode_otherValue_roundTripsByJdk(Object value) {
        assertTrue(!isFast(value), () -> value.getClass() + " is fast");
        Object back = copy(value);
        assertEquals(value, back);
        assertSame(value.getClass(), back.getClass());
    }

    @Test
    void encode_null_roundTrips() {
        assertNull(copy(null));
    }

    @Test
    void encode_arrays_roundTripInBulk() {
        byte[] bytes = new byte[100_000];
        Arrays.fill(bytes, (byte) 7);
        assertArrayEquals(bytes, copy(bytes));
        assertArrayEquals(new boolean[] {true, false}, copy(new boolean[] {true, false}));
        assertArrayEquals(new short[] {1, -1}, copy(new short[] {1, -1}));
        assertArrayEquals(new char[] {'a', '\uffff'}, copy(new char[] {'a', '\uffff'}));
        assertArrayEquals(new int[] {1, Integer.MIN_VALUE}, copy(new int[] {1, Integer.MIN_VALUE}));
        assertArrayEquals(new long[] {1, Long.MIN_VALUE}, copy(new long[] {1, Long.MIN_VALUE}));
        assertArrayEquals(new float[] {1.5f, Float.NaN}, copy(new float[] {1.5f, Float.NaN}));
        assertArrayEquals(new double[] {1.5, -0.0}, copy(new double[] {1.5, -0.0}));
        assertArrayEquals(new Object[] {1, null, "x"}, copy(new Object[] {1, null, "x"}));
        assertArrayEquals(new String[] {"a", null}, copy(new String[] {"a", null}));
        int[][] nested = {{1}, null, {2, 3}};
        assertArrayEquals(nested, copy(nested));
        Samples.Color[] colors = {Samples.Color.GREEN, null};
        assertArrayEquals(colors, copy(colors));
    }

    @Test
    void encode_arrayDeque_keepsOrder() {
        ArrayDeque<Integer> deque = new ArrayDeque<>(List.of(3, 1, 2));
        assertEquals(List.of(3, 1, 2), new ArrayList<>(copy(deque)));
    }

    @Test
    void encode_priorityQueue_goesByJdk() {
        assertEquals(1, copy(new PriorityQueue<>(List.of(3, 1, 2))).poll());
    }

    @Test
    void encode_accessOrderedMap_staysAccessOrdered() {
        LinkedHashMap<String, Integer> map = new LinkedHashMap<>(16, 0.75f, true);
        map.put("a", 1);
        map.put("b", 2);
        LinkedHashMap<String, Integer> back = copy(map);
        assertEquals(1, back.get("a"));
        assertEquals("a", back.lastEntry().getKey());
        LinkedHashMap<String, Integer> plain = copy(new LinkedHashMap<>(map));
        assertEquals(1, plain.get("a"));
        assertEquals("b", plain.lastEntry().getKey());
    }

    @Test
    void encode_listOfNullable_staysNullFriendly() {
        List<Object> withNull = Stream.of(1, (Object) null, 3).toList();
        assertEquals(withNull, copy(withNull));
        assertTrue(!copy(Stream.of(1, 2, 3).toList()).contains(null));
        assertThrows(NullPointerException.class, () -> copy(List.of(1, 2, 3)).contains(null));
        assertTrue(!copy(Stream.of().toList()).contains(null));
    }

    @Test
    void encode_sharedValues_keepIdentity() {
        List<Object> shared = new ArrayList<>(List.of(1));
        Samples.Pair pair = new Samples.Pair(shared, "x");
        String text = "long ".repeat(100);
        Object[] back =
                copy(new Object[] {shared, shared, pair, pair, text, text, List.of(shared), Optional.of(shared)});
        assertSame(back[0], back[1]);
        assertSame(back[2], back[3]);
        assertSame(back[0], ((Samples.Pair) back[2]).left());
        assertSame(back[4], back[5]);
        assertSame(back[0], ((List<?>) back[6]).get(0));
        assertSame(back[0], ((Optional<?>) back[7]).orElseThrow());
    }

    @Test
    void encode_sharedValuesByJdk_keepIdentity() {
        Samples.Circle circle = new Samples.Circle(1);
        Optional<Object> box = Optional.of(circle);
        Object[] back = copy(new Object[] {new Samples.Point(1, circle), circle, box, box});
        assertSame(((Samples.Point) back[0]).other, back[1]);
        assertSame(back[2], back[3]);
    }

    @Test
    @SuppressWarnings("CollectionUndefinedEquality")
    void encode_cycles_survive() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        List<Object> back = copy(list);
        assertSame(back, back.get(0));
        Object[] array = new Object[1];
        array[0] = new Samples.Pair(array, null);
        Object[] backArray = copy(array);
        assertSame(backArray, ((Samples.Pair) backArray[0]).left());
        Samples.Node node = new Samples.Node();
        node.next = node;
        Samples.Node backNode = copy(node);
        assertSame(backNode, backNode.next);
    }

    @Test
    void encode_recordInCycleBegunAtRecord_failsOrKeepsNoHalfValue() {
        Object[] array = new Object[1];
        Samples.Pair pair = new Samples.Pair(array, 1);
        array[0] = pair;
        // As in JDK serialization a record cannot be referred to before it is made: it must not end in a hang.
        try {
            copy(pair);
        } catch (CodecException e) {
            assertNotEquals("", e.getMessage());
        }
    }

    @Test
    void encode_recordWithChecks_runsThemOnDecode() {
        assertEquals(new Samples.Positive(1), copy(new Samples.Positive(1)));
        byte[] frame = codec.encode(new Samples.Positive(1));
        frame[frame.length - 1] = 1; // zig-zag for -1
        CodecException e = assertThrows(CodecException.class, () -> codec.decode(frame, LOADER));
        assertTrue(e.getMessage().contains("value=-1"), e.getMessage());
    }

    @Test
    void encode_recordsWithSerializedForms_followThem() {
        assertEquals("resolved 3", copy((Object) new Samples.Resolved(3)));
        assertEquals("replaced 3", copy((Object) new Samples.Replaced(3)));
    }

    @Test
    void encode_recordWhoseAccessorCopies_readsTheField() {
        int[] data = {1, 2};
        Object[] back = copy(new Object[] {data, new Samples.Copying(data)});
        assertSame(back[0], ((Samples.Copying) back[1]).raw());
    }

    @Test
    void encode_serializedForms_followJdkRules() {
        assertSame(Samples.Singleton.INSTANCE, copy(Samples.Singleton.INSTANCE));
        assertEquals(9, copy(new Samples.External(9)).value);
    }

    @Test
    void encode_proxy_roundTrips() {
        Runnable proxy = (Runnable) Proxy.newProxyInstance(LOADER, new Class<?>[] {Runnable.class}, new Handler());
        assertInstanceOf(Runnable.class, copy(proxy)).run();
    }

    static final class Handler implements InvocationHandler, java.io.Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) {
            return null;
        }
    }

    @Test
    void encode_lambdas_runAfterwards() throws Exception {
        assertTrue(isFast(Samples.capturing(4)));
        assertEquals(40, copy(Samples.capturing(4)).call());
        assertEquals(
                "1x[2]",
                copy(Samples.capturing(1, "x", new ArrayList<>(List.of(2)))).call());
        assertEquals(6, copy(Samples.reference()).call(3));
        assertEquals("ab", copy((Fn<String, String>) "a"::concat).call("b"));
        assertEquals(List.of(), copy((Task<List<?>>) ArrayList::new).call());
        Task<Integer> inner = Samples.capturing(2);
        assertEquals(21, copy((Task<Integer>) () -> inner.call() + 1).call());
        assertEquals(8, copy(Samples.reference().andThen(Samples.reference())).call(2));
        assertEquals(7, copy(new Samples.SerializableCap().go()).call());
        Samples.Point point = new Samples.Point(1, null);
        Task<Integer> byJdk = () -> point.x;
        assertTrue(!isFast(byJdk));
        assertEquals(1, copy(byJdk).call());
        Comparator<Map.Entry<String, Integer>> byKey = Map.Entry.comparingByKey();
        assertTrue(copy(byKey).compare(Map.entry("a", 1), Map.entry("b", 0)) < 0);
    }

    @Test
    void encode_innerAndAnonymousClasses_keepWhatTheyCapture() throws Exception {
        int captured = 5;
        Task<Integer> anonymous = new AnonymousMaker().make(captured);
        assertEquals(5, copy(anonymous).call());
    }

    static final class AnonymousMaker implements java.io.Serializable {
        private static final long serialVersionUID = 1L;

        Task<Integer> make(int captured) {
            return new Task<>() {
                private static final long serialVersionUID = 1L;

                @Override
                public Integer call() {
                    return captured;
                }
            };
        }
    }

    @Test
    void encode_throwable_keepsCauseSuppressedAndTrace() {
        Exception failure = new IllegalStateException("outer", new RuntimeException("inner"));
        failure.addSuppressed(new Error("suppressed"));
        Exception back = copy(failure);
        assertEquals("inner", back.getCause().getMessage());
        assertEquals("suppressed", back.getSuppressed()[0].getMessage());
        assertArrayEquals(failure.getStackTrace(), back.getStackTrace());
    }

    @Test
    void encode_alternatingClasses_areToldApart() {
        List<Object> mixed = new ArrayList<>();
        for (int i = 0; i < 20; i++) { // runs of one, two and three of each class
            for (int run = 0; run <= i % 3; run++) {
                mixed.add(i % 2 == 0 ? new Samples.Circle(i) : new Samples.Square(i, "x"));
            }
            mixed.add(i % 5 == 0 ? Samples.Color.RED : String.class);
        }
        assertEquals(mixed, copy(mixed));
    }

    @Test
    void encode_mutableContainer_isACopy() {
        List<Integer> list = new ArrayList<>(List.of(1));
        assertNotSame(list, copy(list));
    }

    @Test
    void encode_severalRoots_areReadInTurn() {
        HeapSink sink = new HeapSink(1);
        codec.encode(1, sink);
        codec.encode(new Samples.Point(2, "x"), sink);
        codec.encode("three", sink);
        HeapSource source = new HeapSource(sink.array(), 0, sink.size());
        assertEquals(1, codec.decode(source, LOADER));
        assertEquals(new Samples.Point(2, "x"), codec.decode(source, LOADER));
        assertEquals("three", codec.decode(source, LOADER));
        assertEquals(0, source.remaining());
    }

    @Test
    void encode_identityHashMapOfManyObjects_survivesGrowth() {
        Object[] many = new Object[5000];
        for (int i = 0; i < many.length; i++) {
            many[i] = i % 2 == 0 ? new ArrayList<>(List.of(i)) : many[i - 1];
        }
        Object[] back = copy(many);
        IdentityHashMap<Object, Boolean> distinct = new IdentityHashMap<>();
        for (int i = 0; i < back.length; i++) {
            distinct.put(back[i], true);
            assertEquals(many[i], back[i]);
        }
        assertEquals(2500, distinct.size());
    }
}
