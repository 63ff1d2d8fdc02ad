package dev.procession.internal.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.codec.CodecException;
import dev.procession.codec.Reducer;
import dev.procession.function.Task;
import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@NullUnmarked // nulls are among the values tested
@SuppressWarnings("serial") // what cannot be serialized is the point
class CodecErrorsTest {

    private static final ClassLoader LOADER = CodecErrorsTest.class.getClassLoader();
    private static final String SAMPLES = "dev.procession.internal.codec.Samples";
    private static final String UNSENDABLE = "(" + SAMPLES + "$Unsendable, not Serializable)";
    private final ObjectCodec codec = ObjectCodec.create(List.of());

    private void assertRefused(Object value, String... parts) {
        HeapSink sink = new HeapSink(16);
        sink.putInt(42);
        CodecException e = assertThrows(CodecException.class, () -> codec.encode(value, sink));
        assertEquals(4, sink.size(), "the sink must be where it was");
        for (String part : parts) {
            assertTrue(e.getMessage().contains(part), () -> "<" + part + "> is not in: " + e.getMessage());
        }
    }

    @Test
    void encode_lambdaCapturingThis_saysSoAndWhatToDo() {
        assertRefused(
                new Samples.Cap().go(),
                "lambda in " + SAMPLES + "$Cap.go captures 'this' (" + SAMPLES + "$Cap, not Serializable): ",
                "copy the field to a local variable, make the method static, or implement Serializable");
    }

    @Test
    void encode_lambdaCapturingUnsendableLocal_namesPositionTypeAndVariable() {
        Samples.Unsendable victim = new Samples.Unsendable();
        long before = 1;
        Task<Object> task = () -> before + victim.field;
        assertRefused(
                task,
                "lambda in dev.procession.internal.codec.CodecErrorsTest."
                        + "encode_lambdaCapturingUnsendableLocal_namesPositionTypeAndVariable: ",
                "captured argument 2 (" + SAMPLES + "$Unsendable victim, not Serializable)");
    }

    @Test
    void encode_nestedField_namesThePath() {
        Samples.Holder job = new Samples.Holder(new Samples.Unsendable());
        Task<Object> task = () -> job.name;
        assertRefused(task, "captured argument 1 (" + SAMPLES + "$Holder job).client " + UNSENDABLE);
        assertRefused(job, "cannot send " + SAMPLES + "$Holder.client " + UNSENDABLE);
    }

    @Test
    void encode_fieldOfSerializableThis_namesThePath() {
        Samples.SerializableCap cap = new Samples.SerializableCap();
        cap.client = new Samples.Unsendable();
        assertRefused(cap.go(), "captured 'this' (" + SAMPLES + "$SerializableCap).client " + UNSENDABLE);
    }

    @Test
    void encode_inContainers_namesIndexAndKey() {
        Map<String, Object> map = new HashMap<>(Map.of("good", 1, "k", List.of(0, new Samples.Unsendable())));
        assertRefused(map, "java.util.HashMap[\"k\"][1] " + UNSENDABLE);
        assertRefused(new Object[] {1, new Samples.Pair(1, new Samples.Unsendable())}, "[1].right " + UNSENDABLE);
        assertRefused(new HashMap<>(Map.of(new Samples.Unsendable(), 1)), "java.util.HashMap.key " + UNSENDABLE);
        assertRefused(new Samples.Unsendable(), "cannot send " + SAMPLES + "$Unsendable: not Serializable");
    }

    @Test
    void encode_plainLambda_saysToDeclareItAsTask() {
        Runnable runnable = () -> {};
        Callable<Integer> callable = () -> 1;
        Comparator<Integer> comparator = (a, b) -> b - a;
        assertRefused(runnable, "java.lang.Runnable", "declare it as VoidTask", "CodecErrorsTest");
        assertRefused(callable, "java.util.concurrent.Callable", "declare it as Task");
        assertRefused(comparator, "java.util.Comparator", "Fn2");
        assertRefused(new TreeSet<>(comparator), "java.util.Comparator", "not Serializable");
        Task<Object> capturing = () -> callable;
        assertRefused(capturing, "captured argument 1 (lambda in ", "declare it as Task");
    }

    @Test
    void encode_boundMethodReference_namesTheReceiver() {
        Samples.Cap cap = new Samples.Cap();
        Task<Object> task = cap::go;
        assertRefused(task, "Samples$Cap::go", "the captured receiver (" + SAMPLES + "$Cap, not Serializable)");
    }

    @Test
    void encode_deepChain_saysTooDeep() {
        Object chain = null;
        Samples.Node node = null;
        for (int i = 0; i < 1_000_000; i++) {
            chain = new Samples.Link(chain);
            Samples.Node next = new Samples.Node();
            next.next = node;
            node = next;
        }
        assertRefused(chain, "too deep", "levels=", "as a list or an array");
        assertRefused(node, "too deep", "objects=");
    }

    @Test
    void decode_chainTooDeepForTheStack_saysTooDeep() {
        HeapSink sink = new HeapSink(64);
        for (int i = 0; i < 1_000_000; i++) {
            sink.putByte(Tags.OPTIONAL);
        }
        sink.putByte(Tags.NULL);
        CodecException e = assertThrows(CodecException.class, () -> codec.decode(sink.toByteArray(), LOADER));
        assertTrue(e.getMessage().contains("too deep"), e.getMessage());
    }

    @Test
    void encode_writeObjectThatThrows_isWrapped() {
        assertRefused(new Samples.BadWriter(), "BadWriter", "writeObject refuses");
    }

    @Test
    void decode_readObjectThatThrowsAnError_isWrapped() {
        byte[] frame = codec.encode(new Samples.BadReader());
        CodecException e = assertThrows(CodecException.class, () -> codec.decode(frame, LOADER));
        assertTrue(e.getMessage().contains("readObject refuses"), e.getMessage());
    }

    @Test
    void decode_classMissing_namesIt() {
        ClassLoader bare = ClassLoader.getPlatformClassLoader();
        for (Object value : List.of(new Samples.Circle(1), new Samples.Point(1, null), Samples.capturing(1))) {
            CodecException e = assertThrows(CodecException.class, () -> codec.decode(codec.encode(value), bare));
            assertTrue(e.getMessage().contains(SAMPLES), e.getMessage());
            assertTrue(e.getMessage().contains("cannot be loaded here"), e.getMessage());
        }
    }

    record Surrogate(String text) implements Serializable {
        @Serial
        Object readResolve() {
            Samples.Unsendable made = new Samples.Unsendable();
            made.field = Integer.parseInt(text);
            return made;
        }
    }

    static final class UnsendableReducer implements Reducer<Samples.Unsendable> {
        @Override
        public Class<Samples.Unsendable> type() {
            return Samples.Unsendable.class;
        }

        @Override
        public Serializable reduce(Samples.Unsendable value) {
            return new Surrogate(String.valueOf(value.field));
        }
    }

    @Test
    void encode_withUserReducer_appliesItAnywhere() throws Exception {
        ObjectCodec taught = ObjectCodec.create(List.of(new UnsendableReducer()));
        Samples.Unsendable value = new Samples.Unsendable();
        value.field = 5;
        byte[] fast = taught.encode(new Object[] {value, List.of(value)});
        assertEquals(Tags.OBJECTS, fast[0]);
        Object[] back = (Object[]) taught.decode(fast, LOADER);
        assertEquals(5, ((Samples.Unsendable) back[0]).field);
        assertEquals(back[0], ((List<?>) back[1]).get(0));
        Samples.Holder holder = (Samples.Holder) taught.decode(taught.encode(new Samples.Holder(value)), LOADER);
        assertEquals(5, ((Samples.Unsendable) holder.client).field);
        Task<Integer> task = () -> value.field;
        assertEquals(5, ((Task<?>) taught.decode(taught.encode(task), LOADER)).call());
    }

    @Test
    void encode_listChangedMeanwhile_isRefused() {
        List<Object> list = new ArrayList<>();
        ObjectCodec meddling = ObjectCodec.create(List.of(new Reducer<Samples.Unsendable>() {
            @Override
            public Class<Samples.Unsendable> type() {
                return Samples.Unsendable.class;
            }

            @Override
            public Serializable reduce(Samples.Unsendable value) {
                list.add(1);
                return new Surrogate("1");
            }
        }));
        list.add(new Samples.Unsendable());
        list.add(2);
        assertThrows(CodecException.class, () -> meddling.encode(list));
    }

    @Test
    void describe_functions_areNamed() {
        assertEquals("Samples.capturing", LambdaNames.describe(Samples.capturing(1)));
        assertEquals("Samples::twice", LambdaNames.describe(Samples.reference()));
        assertEquals("Cap.go", LambdaNames.describe(new Samples.Cap().go()));
        Runnable plain = () -> {};
        assertEquals("lambda in dev.procession.internal.codec.CodecErrorsTest", LambdaNames.describe(plain));
        assertEquals("java.lang.String", LambdaNames.describe("x"));
        assertEquals("null", LambdaNames.describe(null));
        assertEquals("main", LambdaNames.enclosingMethod("lambda$main$0"));
        assertEquals("main", LambdaNames.enclosingMethod("lambda$main$6195d021$1"));
        assertEquals("<clinit>", LambdaNames.enclosingMethod("lambda$static$0"));
    }

    @Test
    void heapSink_beyondTheLargestArray_saysHowMuchAndWhatToDo() {
        HeapSink sink = new HeapSink(8);
        CodecException e = assertThrows(CodecException.class, () -> sink.expect(3L << 30));
        assertTrue(e.getMessage().contains("bytes needed=3221225472, limit=2147483639"), e.getMessage());
        assertTrue(e.getMessage().contains("send it in pieces"), e.getMessage());
    }
}
