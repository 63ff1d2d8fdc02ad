package dev.procession.internal.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@NullUnmarked // reflection
class ImplicitClassTest {

    private static final String SOURCE = """
            int count = 1;
            final List<String> names = new ArrayList<>(List.of("first"));
            final long stamp = System.nanoTime();
            Object extra;
            int twice(int n) { return 2 * n; }
            dev.procession.function.Task<String> task(int n) {
                return () -> twice(n) + " " + count + " " + names + " " + stamp;
            }
            void main() {}
            """;

    @TempDir
    Path directory;

    private final ObjectCodec codec = ObjectCodec.create(List.of());
    private Class<?> compiled;

    @BeforeEach
    void compile() throws IOException, ReflectiveOperationException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavaFileObject file = new SimpleJavaFileObject(URI.create("mem:///Compact.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return SOURCE;
            }
        };
        List<String> options =
                List.of("-d", directory.toString(), "-cp", System.getProperty("java.class.path"), "-proc:none");
        assertTrue(
                compiler.getTask(null, null, null, options, null, List.of(file)).call());
        assertTrue(Files.exists(directory.resolve("Compact.class")));
        URLClassLoader loader =
                new URLClassLoader(new URL[] {directory.toUri().toURL()}, ImplicitClassTest.class.getClassLoader());
        compiled = loader.loadClass("Compact");
    }

    private Object instance() throws ReflectiveOperationException {
        var constructor = compiled.getDeclaredConstructor();
        constructor.setAccessible(true);
        return constructor.newInstance();
    }

    private Object task(Object instance) throws ReflectiveOperationException {
        var method = compiled.getDeclaredMethod("task", int.class);
        method.setAccessible(true);
        return method.invoke(instance, 21);
    }

    private void set(Object instance, String field, Object value) throws ReflectiveOperationException {
        var declared = compiled.getDeclaredField(field);
        declared.setAccessible(true);
        declared.set(instance, value);
    }

    @SuppressWarnings("unchecked")
    private String runCopy(Object instance) throws Exception {
        var names = compiled.getDeclaredField("names");
        names.setAccessible(true);
        ((List<String>) names.get(instance)).add("second");
        set(instance, "count", 7);
        Object task = task(instance);
        String expected = ((Callable<?>) task).call().toString();
        assertTrue(expected.startsWith("42 7 [first, second] "), expected);
        Object back = codec.decode(codec.encode(task), compiled.getClassLoader());
        assertEquals(expected, ((Callable<?>) back).call());
        return expected;
    }

    @Test
    void encode_lambdaCallingAMethodOfACompactFile_carriesItsFields() throws Exception {
        Object instance = instance();
        runCopy(instance);
        assertEquals(Tags.LAMBDA, codec.encode(task(instance))[0]);
    }

    @Test
    void encode_compactInstanceByJdk_carriesItsFields() throws Exception {
        Object instance = instance();
        set(instance, "extra", new Samples.Point(1, null));
        runCopy(instance);
        assertEquals(Tags.JDK, codec.encode(task(instance))[0]);
    }

    @Test
    void encode_compactInstanceReferringToItself_keepsTheCycle() throws Exception {
        Object instance = instance();
        set(instance, "extra", new Object[] {instance});
        Object back = codec.decode(codec.encode(instance), compiled.getClassLoader());
        var extra = compiled.getDeclaredField("extra");
        extra.setAccessible(true);
        assertEquals(back, ((Object[]) extra.get(back))[0]);
    }

    @Test
    void of_otherClasses_isNull() {
        assertNotNull(ImplicitClass.of(compiled));
        assertNull(ImplicitClass.of(ImplicitClassTest.class));
        assertNull(ImplicitClass.of(String.class));
    }

    @Test
    void refill_mutableContainers_takeTheSentContent() {
        List<Object> list = new ArrayList<>(List.of(1));
        assertTrue(ImplicitClass.refill(list, new ArrayList<>(List.of(2, 3))));
        assertEquals(List.of(2, 3), list);
        Map<Object, Object> map = new TreeMap<>(Map.of(1, 1));
        assertTrue(ImplicitClass.refill(map, new TreeMap<>(Map.of(2, 2))));
        assertEquals(Map.of(2, 2), map);
        int[] array = {1};
        assertTrue(ImplicitClass.refill(array, new int[] {5}));
        assertEquals(5, array[0]);
        assertTrue(ImplicitClass.refill(1, 1));
        assertTrue(!ImplicitClass.refill(1, 2));
        assertTrue(!ImplicitClass.refill(List.of(1), List.of(2)));
    }
}
