package dev.procession.internal.classes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.codec.CodecException;
import dev.procession.internal.codec.ObjectCodec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both sides of class shipping, joined by a call instead of a link. */
class ClassShippingTest {
    private final ObjectCodec codec = ObjectCodec.create(List.of());
    private final ClassServer server = new ClassServer(codec, false);
    private final AtomicInteger requests = new AtomicInteger();
    private final WorkerClassLoaders worker = new WorkerClassLoaders(
            (loaderId, name) -> {
                requests.incrementAndGet();
                return server.answer(loaderId, name);
            },
            codec);

    @TempDir
    private Path directory;

    /** A loader such as a web application's: its own classes first, from memory. */
    private static final class OwnFirst extends ClassLoader {
        private final Map<String, byte[]> files;

        OwnFirst(Map<String, byte[]> files) {
            super(ClassLoader.getSystemClassLoader());
            this.files = files;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                byte[] file = files.get(name);
                if (file == null) {
                    return super.loadClass(name, resolve);
                }
                Class<?> known = findLoadedClass(name);
                return known != null ? known : defineClass(name, file, 0, file.length);
            }
        }

        @Override
        public @Nullable InputStream getResourceAsStream(String name) {
            byte[] file = files.get(name.replace(".class", "").replace('/', '.'));
            return file == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(file);
        }
    }

    @Test
    void register_ordinaryLoaders_areNumberZero() {
        assertEquals(0, server.register(ClassLoader.getSystemClassLoader()));
        assertEquals(0, server.register(ClassLoader.getPlatformClassLoader()));
        assertSame(ClassLoader.getSystemClassLoader(), worker.forBatch(0, false));
    }

    @Test
    void forBatch_twoVersionsOfOneName_areKeptApart() throws Exception {
        ClassLoader one =
                new OwnFirst(compile("Version", "public class Version { public String toString() { return \"1\"; } }"));
        ClassLoader two =
                new OwnFirst(compile("Version", "public class Version { public String toString() { return \"2\"; } }"));

        assertEquals("1", make(one, "Version"));
        assertEquals("2", make(two, "Version"));
        assertEquals(server.register(one), server.register(one));
    }

    @Test
    void loadClass_nestMembers_comeWithTheirHost() throws Exception {
        ClassLoader origin = new OwnFirst(
                compile(
                        "Host",
                        "public class Host { record A(int x) {} enum B { C { } } public String toString() { return new A(1) + \"\" + B.C; } }"));

        assertEquals("A[x=1]C", make(origin, "Host"));
        assertEquals(1, requests.get(), "one way there and back");
    }

    @Test
    void loadClass_shippedOnByAChild_worksAgain() throws Exception {
        ClassLoader origin =
                new OwnFirst(compile("Deep", "public class Deep { public String toString() { return \"deep\"; } }"));
        ClassLoader child = worker.forBatch(server.register(origin), false);

        assertEquals("deep", make(child, "Deep"));
    }

    @Test
    void forBatch_volatileLoader_isFreshEachTime() {
        int id = server.register(new OwnFirst(Map.of()));

        assertSame(worker.forBatch(id, false), worker.forBatch(id, false));
        assertNotSame(worker.forBatch(id, true), worker.forBatch(id, true));
    }

    @Test
    void loadClass_unknownOrWithoutBytes_saysWhy() {
        ClassLoader origin = new OwnFirst(Map.of());
        ClassLoader child = worker.forBatch(server.register(origin), false);
        Object proxy =
                Proxy.newProxyInstance(origin, new Class<?>[] {Runnable.class}, (self, method, arguments) -> null);

        ClassNotFoundException unknown = assertThrows(ClassNotFoundException.class, () -> child.loadClass("no.Such"));
        assertTrue(String.valueOf(unknown.getMessage()).contains("no.Such"), unknown.getMessage());
        assertThrows(
                ClassNotFoundException.class,
                () -> child.loadClass(proxy.getClass().getName()));
    }

    @Test
    void answer_namesThatAreNoClasses_areRefused() throws IOException {
        Files.writeString(directory.resolve("secret.class"), "secret");
        int id = server.register(new OwnFirst(Map.of()));

        for (String name :
                List.of("", "../secret", "/etc/passwd", "a/b", "x".repeat(5_000), "[I", "int", "java.lang.String")) {
            ClassReply reply = ClassReply.decode(server.answer(id, name));
            assertEquals(List.of(), reply.classes(), name);
            assertTrue(!reply.reason().isEmpty());
        }
        assertEquals(List.of(), ClassReply.decode(server.answer(99, "A")).classes());
        assertEquals(List.of(), ClassReply.decode(server.answer(-1, "A")).classes());
    }

    @Test
    void loadClass_parentGone_isAClassNotFound() {
        WorkerClassLoaders orphan = new WorkerClassLoaders(
                (loaderId, name) -> {
                    throw new IOException("gone");
                },
                codec);

        ClassNotFoundException thrown = assertThrows(
                ClassNotFoundException.class, () -> orphan.forBatch(1, false).loadClass("Any"));
        assertTrue(String.valueOf(thrown.getMessage()).contains("parent process is gone"));
    }

    @Test
    void decode_truncatedReply_isACodecException() throws Exception {
        byte[] reply = server.answer(server.register(new OwnFirst(compile("Cut", "public class Cut {}"))), "Cut");

        for (int length = 0; length < reply.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(reply, length);
            assertThrows(CodecException.class, () -> ClassReply.decode(cut));
        }
    }

    @Test
    void originOf_functionOfThePlatform_isTheContexts() {
        ClassLoader context = new OwnFirst(Map.of());

        assertSame(context, ClassServer.originOf("text", context));
        assertSame(ClassLoader.getSystemClassLoader(), ClassServer.originOf("text", null));
        assertSame(ClassLoader.getSystemClassLoader(), ClassServer.originOf(this, ClassLoader.getSystemClassLoader()));
    }

    private String make(ClassLoader origin, String name) throws ReflectiveOperationException {
        ClassLoader child = worker.forBatch(server.register(origin), false);
        return child.loadClass(name).getConstructor().newInstance().toString();
    }

    private Map<String, byte[]> compile(String name, String source) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Path out = Files.createTempDirectory(directory, "classes");
        SimpleJavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), SimpleJavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        assertTrue(compiler.getTask(null, null, null, List.of("-d", out.toString()), null, List.of(file))
                .call());
        Map<String, byte[]> files = new HashMap<>();
        try (var found = Files.list(out)) {
            for (Path compiled : found.toList()) {
                files.put(compiled.getFileName().toString().replace(".class", ""), Files.readAllBytes(compiled));
            }
        }
        return files;
    }
}
