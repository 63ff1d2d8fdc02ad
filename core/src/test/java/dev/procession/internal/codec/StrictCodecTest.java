package dev.procession.internal.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.codec.CodecException;
import dev.procession.function.Fn;
import dev.procession.function.Task;
import dev.procession.pool.RemoteTaskException;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every way in which a class gets into a frame: refused by a codec that does not allow it, decoded by one that does.
 */
@NullUnmarked // values of any kind
@SuppressWarnings({"JdkObsolete", "NonApiType", "JavaUtilDate"}) // every collection there is
class StrictCodecTest {

    private static final String SAMPLES = StrictSamples.class.getName();
    private static final String OUTER = "dev.procession.internal.codec.StrictCodecTest";
    private static final ObjectCodec ANY = ObjectCodec.create(List.of());

    private static ObjectCodec allowing(String... patterns) {
        return ObjectCodec.create(List.of(), ClassFilter.of(List.of(patterns)));
    }

    private static Object decode(ObjectCodec codec, byte[] frame) {
        return codec.decode(frame, StrictCodecTest.class.getClassLoader());
    }

    /** What sends a value in a certain way, what of it must be allowed, and what is allowed together with it. */
    record Sample(String name, Object value, String refused, List<String> allowed, boolean isFast) {
        @Override
        public String toString() {
            return name;
        }

        byte[] frame() {
            byte[] frame = ANY.encode(value);
            assertEquals(isFast, frame[0] != Tags.JDK, "which way it goes");
            return frame;
        }
    }

    private static Sample fast(String name, Object value, String refused, String... others) {
        return new Sample(name, value, refused, List.of(others), true);
    }

    private static Sample jdk(String name, Object value, String refused, String... others) {
        return new Sample(name, value, refused, List.of(others), false);
    }

    private static Object proxy() {
        return Proxy.newProxyInstance(
                StrictCodecTest.class.getClassLoader(), new Class<?>[] {Comparator.class}, new StrictSamples.Handler());
    }

    static Stream<Sample> samples() {
        Object order = new StrictSamples.Order(1, null);
        Object plain = new StrictSamples.Plain("x");
        PriorityQueue<Object> sorted = new PriorityQueue<>(new StrictSamples.ByRandom());
        sorted.addAll(List.of("b", "a"));
        TreeMap<Object, Object> tree = new TreeMap<>(new StrictSamples.ByRandom());
        tree.putAll(Map.of("b", 1, "a", 2));
        TreeMap<String, Object> byLength = new TreeMap<>(Comparator.comparing(StrictSamples.length()));
        byLength.put("a", 1);
        return Stream.of(
                fast("record", order, SAMPLES + "$Order"),
                fast("record in a list", List.of(1, List.of(order)), SAMPLES + "$Order"),
                fast("record as a key", Map.of(order, 1), SAMPLES + "$Order"),
                fast("record in an optional", Optional.of(order), SAMPLES + "$Order"),
                fast("record as a component", new StrictSamples.Bare(order), SAMPLES + "$Order", SAMPLES + "$Bare"),
                fast("bare record", new StrictSamples.Bare(1), SAMPLES + "$Bare"),
                fast("enum", StrictSamples.Color.RED, SAMPLES + "$Color"),
                fast("enum with a body", StrictSamples.Color.GREEN, SAMPLES + "$Color"),
                fast("class object", StrictSamples.Plain.class, SAMPLES + "$Plain"),
                fast("class object of an array", StrictSamples.Plain[][].class, SAMPLES + "$Plain"),
                fast("array", new StrictSamples.Order[0], SAMPLES + "$Order"),
                fast("array of arrays", new StrictSamples.Order[][] {{}}, SAMPLES + "$Order"),
                fast("lambda", StrictSamples.task("x"), SAMPLES),
                fast("lambda that captures", StrictSamples.task(order), SAMPLES + "$Order", SAMPLES),
                fast("method reference", StrictSamples.referenceInto(), SAMPLES + "$Other", SAMPLES),
                fast("method reference of the JDK", StrictSamples.memory(), "java.lang.Runtime", SAMPLES),
                fast("method reference of Class", StrictSamples.lookUp(), "java.lang.Class", SAMPLES),
                jdk("plain class", plain, SAMPLES + "$Plain", SAMPLES + "$Base"),
                jdk("superclass", plain, SAMPLES + "$Base", SAMPLES + "$Plain"),
                jdk(
                        "field of a plain class",
                        new StrictSamples.Plain(order),
                        SAMPLES + "$Order",
                        SAMPLES + "$Plain",
                        SAMPLES + "$Base"),
                jdk("plain class in a list", List.of(plain), SAMPLES + "$Plain", SAMPLES + "$Base"),
                jdk(
                        "plain class in a record",
                        new StrictSamples.Bare(plain),
                        SAMPLES + "$Plain",
                        SAMPLES + "$Base",
                        SAMPLES + "$Bare"),
                jdk(
                        "record beside a plain class",
                        List.of(new StrictSamples.Bare(1), plain),
                        SAMPLES + "$Bare",
                        SAMPLES + "$Base",
                        SAMPLES + "$Plain"),
                jdk(
                        "enum beside a plain class",
                        new StrictSamples.Plain(StrictSamples.Color.GREEN),
                        SAMPLES + "$Color",
                        SAMPLES + "$Plain",
                        SAMPLES + "$Base"),
                jdk(
                        "class object beside a plain class",
                        new StrictSamples.Plain(Random.class),
                        "java.util.Random",
                        SAMPLES + "$Plain",
                        SAMPLES + "$Base"),
                jdk(
                        "array beside a plain class",
                        new StrictSamples.Plain(new StrictSamples.Order[1][2]),
                        SAMPLES + "$Order",
                        SAMPLES + "$Plain",
                        SAMPLES + "$Base"),
                jdk(
                        "lambda beside a plain class",
                        new StrictSamples.Plain(StrictSamples.task("x")),
                        SAMPLES,
                        SAMPLES + "$Plain",
                        SAMPLES + "$Base"),
                jdk(
                        "lambda that captures a plain class",
                        StrictSamples.task(plain),
                        SAMPLES + "$Plain",
                        SAMPLES,
                        SAMPLES + "$Base"),
                jdk(
                        "method reference beside a plain class",
                        new StrictSamples.Plain(StrictSamples.referenceInto()),
                        SAMPLES + "$Other",
                        SAMPLES,
                        SAMPLES + "$Plain",
                        SAMPLES + "$Base"),
                jdk(
                        "method reference of the JDK beside a plain class",
                        new StrictSamples.Plain(StrictSamples.memory()),
                        "java.lang.Runtime",
                        SAMPLES,
                        SAMPLES + "$Plain",
                        SAMPLES + "$Base"),
                jdk("readObject", new StrictSamples.Reading(), SAMPLES + "$Reading"),
                jdk("readResolve", new StrictSamples.Resolving(), SAMPLES + "$Resolving", "java.util.Random"),
                jdk(
                        "what readResolve answers",
                        new StrictSamples.Resolving(),
                        "java.util.Random",
                        SAMPLES + "$Resolving"),
                fast(
                        "readResolve of a record",
                        new StrictSamples.ResolvingRecord(1),
                        SAMPLES + "$ResolvingRecord",
                        "java.util.Random"),
                fast(
                        "what readResolve of a record answers",
                        new StrictSamples.ResolvingRecord(1),
                        "java.util.Random",
                        SAMPLES + "$ResolvingRecord"),
                jdk("externalizable", new StrictSamples.External(), SAMPLES + "$External"),
                jdk("proxy's interface", proxy(), "java.util.Comparator", SAMPLES + "$Handler"),
                jdk("proxy's handler", proxy(), SAMPLES + "$Handler", "java.util.Comparator"),
                jdk("comparator of a queue", sorted, SAMPLES + "$ByRandom", "java.util.PriorityQueue"),
                jdk("queue with a comparator", sorted, "java.util.PriorityQueue", SAMPLES + "$ByRandom"),
                jdk("comparator of a tree", tree, SAMPLES + "$ByRandom"),
                jdk("lambda of the JDK", byLength, "java.util.Comparator", SAMPLES),
                jdk("exception", new StrictSamples.Failure("x"), SAMPLES + "$Failure"),
                jdk("cause", new IllegalStateException("x", new StrictSamples.Failure("y")), SAMPLES + "$Failure"),
                jdk("atomic", new java.util.concurrent.atomic.AtomicLong(1), "java.util.concurrent.atomic.AtomicLong"));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void decode_classNotAllowed_isRefusedByNameAndNothingOfItLoaded(Sample sample) {
        byte[] frame = sample.frame();
        Forge.Asked loader = new Forge.Asked();
        String[] others = sample.allowed.toArray(String[]::new);
        StrictSamples.DONE.clear();
        CodecException e =
                assertThrows(CodecException.class, () -> allowing(others).decode(frame, loader));
        assertTrue(e.getMessage().startsWith("decoding refused: "), e.getMessage());
        assertTrue(
                e.getMessage().contains("class=" + sample.refused)
                        || e.getMessage().contains("class of its method=" + sample.refused),
                e.getMessage());
        assertTrue(e.getMessage().contains("allowed=" + sample.allowed), e.getMessage());
        assertTrue(e.getMessage().contains("Procession.builder().allow(\"" + sample.refused + "\")"), e.getMessage());
        if (sample.refused.startsWith(SAMPLES)) {
            assertFalse(loader.names().contains(sample.refused), loader.names().toString());
        }
        assertEquals(List.of(), notByAllowed(sample));
    }

    /** What was done by classes that were not allowed. */
    private static List<String> notByAllowed(Sample sample) {
        List<String> done = new ArrayList<>(StrictSamples.DONE);
        done.removeIf(each -> sample.allowed.contains(SAMPLES + "$" + each.replaceAll("\\..*", "")));
        return done;
    }

    @ParameterizedTest
    @MethodSource("samples")
    void decode_everyClassAllowed_isDecoded(Sample sample) {
        List<String> all = new ArrayList<>(sample.allowed);
        all.add(sample.refused);
        Object back = decode(allowing(all.toArray(String[]::new)), sample.frame());
        if (sample.value instanceof Comparator<?>
                || sample.value instanceof Fn<?, ?>
                || sample.value instanceof Task<?>) {
            assertEquals(
                    sample.value.getClass().getInterfaces()[0], back.getClass().getInterfaces()[0]);
        } else {
            assertEquals(decode(ANY, sample.frame()).getClass(), back.getClass());
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void decode_theirPackageAllowed_isDecoded(Sample sample) {
        List<String> all = new ArrayList<>(List.of("dev.procession.internal.**", sample.refused));
        all.addAll(sample.allowed);
        decode(allowing(all.toArray(String[]::new)), sample.frame());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void decode_withoutAGate_isDecoded(Sample sample) {
        decode(ANY, sample.frame());
    }

    @Test
    void decode_lambdas_doWhatTheyDid() throws Exception {
        ObjectCodec codec = allowing(SAMPLES);
        assertEquals("x", ((Task<?>) decode(codec, ANY.encode(StrictSamples.task("x")))).call());
        @SuppressWarnings("unchecked")
        Fn<String, Integer> length = (Fn<String, Integer>) decode(codec, ANY.encode(StrictSamples.length()));
        assertEquals(3, length.call("abc"));
        Fn<String, Integer> twice = StrictSamples.length().andThen(x -> 2 * x);
        CodecException e = assertThrows(CodecException.class, () -> decode(codec, ANY.encode(twice)));
        assertTrue(e.getMessage().contains("allow(\"" + OUTER + "\")")
                || e.getMessage().contains("Serializable"));
    }

    @Test
    void decode_lambdasInJdkForm_keepWhatTheyCapturedAndWhoTheyAre() throws Exception {
        Object shared = new ArrayList<>(List.of("shared"));
        Object task = StrictSamples.task(shared);
        Object[] sent = {new StrictSamples.Plain("by JDK"), task, task, shared};
        Object[] back = (Object[]) decode(allowing(SAMPLES, SAMPLES + "$*"), ANY.encode(sent));
        assertSame(back[1], back[2]);
        assertSame(back[3], ((Task<?>) back[1]).call());
    }

    @Test
    void decode_composedFunctions_areTheLibrarysOwn() throws Exception {
        Fn<String, Object> composed =
                StrictSamples.length().andThen((Fn<Integer, Object> & java.io.Serializable) x -> -x);
        byte[] frame = ANY.encode(composed);
        @SuppressWarnings("unchecked")
        Fn<String, Object> back = (Fn<String, Object>) decode(allowing(SAMPLES, OUTER), frame);
        assertEquals(-3, back.call("abc"));
        assertThrows(CodecException.class, () -> decode(allowing(SAMPLES), frame));
    }

    @Test
    void decode_reducedValue_needsSurrogateAndWhatItMakes() {
        for (boolean toRecord : new boolean[] {true, false}) {
            byte[] frame = ObjectCodec.create(List.of(StrictSamples.reducer(toRecord)))
                    .encode(List.of(new StrictSamples.Client("here")));
            String surrogate = SAMPLES + (toRecord ? "$ClientState" : "$ClientForm");
            StrictSamples.DONE.clear();
            CodecException e = assertThrows(CodecException.class, () -> decode(allowing(SAMPLES + "$Client"), frame));
            assertTrue(e.getMessage().contains("class=" + surrogate), e.getMessage());
            assertEquals(List.of(), StrictSamples.DONE);
            List<?> back = (List<?>) decode(allowing(surrogate, SAMPLES + "$Client"), frame);
            assertEquals("here", ((StrictSamples.Client) back.get(0)).address);
        }
    }

    static Stream<Object> plainValues() {
        Map<Object, Object> map = new HashMap<>(Map.of("k", 1L));
        return Stream.of(
                (byte) 1,
                (short) 2,
                'c',
                3,
                4L,
                5f,
                6d,
                true,
                "text",
                "long ".repeat(50),
                new BigInteger("123456789012345678901234567890"),
                new BigDecimal("1.25"),
                UUID.randomUUID(),
                Instant.now(),
                Duration.ofDays(1),
                LocalDateTime.of(2026, 1, 2, 3, 4),
                ZonedDateTime.parse("2024-01-01T00:00:00Z[UTC]"),
                DayOfWeek.MONDAY,
                TimeUnit.DAYS,
                Optional.of(1),
                Optional.empty(),
                OptionalInt.of(1),
                OptionalLong.empty(),
                Path.of("a", "b"),
                URI.create("http://a/b"),
                new Date(0),
                Locale.ROOT,
                new java.io.File("x"),
                new BitSet(),
                int.class,
                String.class,
                List[].class,
                new int[] {1},
                new byte[3][4],
                new String[] {"a"},
                new Object[] {1, "a"},
                new Integer[] {1},
                new LocalDateTime[2][],
                new ArrayList<>(List.of(1)),
                new LinkedList<>(List.of(1)),
                new ArrayDeque<>(List.of(1)),
                new HashSet<>(Set.of(1)),
                new LinkedHashSet<>(Set.of(1)),
                new TreeSet<>(Set.of(1)),
                map,
                new LinkedHashMap<>(map),
                new TreeMap<>(map),
                List.of(),
                List.of(1),
                List.of(1, 2, 3),
                Set.of(1),
                Set.of(1, 2, 3),
                Map.of(),
                Map.of(1, 2),
                Map.of(1, 2, 3, 4),
                Stream.of(1, null).toList(),
                Arrays.asList(1, null),
                Collections.emptyList(),
                Collections.singletonList(1),
                Collections.singleton(1),
                Collections.singletonMap(1, 2),
                Collections.unmodifiableList(new ArrayList<>(List.of(1))),
                Collections.unmodifiableMap(map),
                Collections.unmodifiableSet(new HashSet<>()),
                Collections.unmodifiableCollection(new ArrayList<>()),
                EnumSet.of(DayOfWeek.MONDAY),
                new EnumMap<>(Map.of(DayOfWeek.MONDAY, 1)),
                new java.util.AbstractMap.SimpleEntry<>(1, 2));
    }

    @ParameterizedTest
    @MethodSource("plainValues")
    void decode_plainValue_isAlwaysLetThroughEitherWay(Object value) {
        ObjectCodec codec = allowing();
        Object back = decode(codec, ANY.encode(value));
        assertEquals(value.getClass(), back.getClass());
        if (!value.getClass().isArray()
                && !(value instanceof ArrayDeque<?>)
                && !value.getClass().getName().contains("UnmodifiableCollection")) {
            assertEquals(value, back);
        }
        if (value instanceof java.io.Serializable && !value.getClass().isRecord()) {
            assertEquals(value.getClass(), decode(codec, Forge.jdk(value)).getClass());
        }
        Object[] beside = (Object[])
                decode(allowing(SAMPLES + "$*"), ANY.encode(new Object[] {new StrictSamples.Plain(1), value}));
        assertEquals(value.getClass(), beside[1].getClass());
    }

    @Test
    void decode_usualExceptions_arriveAsThemselves() {
        ObjectCodec codec = allowing();
        RuntimeException failure = new IllegalStateException("outer", new NoSuchFileException("file"));
        failure.addSuppressed(new ExecutionException("inner", new NullPointerException()));
        Throwable back = (Throwable) decode(codec, ANY.encode(failure));
        assertEquals("file", back.getCause().getMessage());
        assertInstanceOf(NullPointerException.class, back.getSuppressed()[0].getCause());
        assertArrayEquals(failure.getStackTrace(), back.getStackTrace());
        assertInstanceOf(
                RemoteTaskException.class, decode(codec, ANY.encode(new RemoteTaskException("m", "c", "t", null))));
        assertInstanceOf(CodecException.class, decode(codec, ANY.encode(new CodecException("m"))));
    }

    @Test
    void decodeFailure_originalNotAllowed_arrivesAsItsEnvelope() {
        HeapSink sink = new HeapSink(64);
        new FailureCodec(ANY).encode(new StrictSamples.Failure("boom"), "worker-1", 7, sink);
        byte[] bytes = sink.toByteArray();
        ClassLoader loader = getClass().getClassLoader();
        RemoteFailure refused = new FailureCodec(allowing()).decode(new HeapSource(bytes, 0, bytes.length), loader);
        RemoteTaskException rebuilt = assertInstanceOf(RemoteTaskException.class, refused.throwable());
        assertEquals(SAMPLES + "$Failure", rebuilt.remoteClass());
        assertTrue(rebuilt.getMessage().contains(": boom"), rebuilt.getMessage());
        assertTrue(rebuilt.getMessage().contains("allow(\"" + SAMPLES + "$Failure\")"), rebuilt.getMessage());
        RemoteFailure allowed =
                new FailureCodec(allowing(SAMPLES + "$Failure")).decode(new HeapSource(bytes, 0, bytes.length), loader);
        assertInstanceOf(StrictSamples.Failure.class, allowed.throwable());
    }

    @Test
    void decode_sameGateAgain_isRefusedAgain() {
        ObjectCodec codec = allowing(SAMPLES + "$Bare");
        byte[] frame = ANY.encode(new StrictSamples.Order(1, null));
        for (int i = 0; i < 3; i++) {
            assertThrows(CodecException.class, () -> decode(codec, frame));
            assertEquals(new StrictSamples.Bare(1), decode(codec, ANY.encode(new StrictSamples.Bare(1))));
        }
    }

    @Test
    void decode_recordThatCopies_isNoCircle() {
        Object sent = new Object[] {
            new StrictSamples.Plain(new StrictSamples.Copying(List.of(List.of(1), "x"))),
            new StrictSamples.Copying(List.of())
        };
        Object[] back = (Object[]) decode(allowing(SAMPLES + "$*"), ANY.encode(sent));
        assertEquals(new StrictSamples.Copying(List.of(List.of(1), "x")), ((StrictSamples.Plain) back[0]).part);
    }

    @Test
    void allowed_patternsOfTheGate_areThoseGiven() {
        assertEquals(List.of("a.*", "b.C"), allowing("a.*", "b.C").allowed());
        assertNull(ANY.allowed());
    }
}
