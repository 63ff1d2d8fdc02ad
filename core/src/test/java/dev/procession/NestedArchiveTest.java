package dev.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.testkit.JavaProcess;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application in one archive, library and all, with jars within it in the layout of Spring Boot, or shaded: its
 * workers have what it has.
 */
@Tag("process")
class NestedArchiveTest {
    private static final String PROGRAM = """
            import dev.procession.Procession;
            import java.util.List;

            public class Application {
                record Point(int x, String y) {}

                static int twice(int x) { return 2 * x; }

                static String read(String name) throws Exception {
                    try (var in = Application.class.getResourceAsStream(name)) {
                        return in == null ? "lacks " + name : new String(in.readAllBytes());
                    }
                }

                public static void main(String[] args) throws Exception {
                    try (var px = Procession.local(); var pool = px.pool(2)) {
                        System.out.println(pool.map(Application::twice, List.of(1, 2)));
                        System.out.println(pool.map(x -> new Point(x, Greeting.text()), List.of(1)));
                        System.out.println(pool.apply(() -> read("/ours.txt")));
                        System.out.println(pool.apply(() -> read("/theirs.txt")));
                        var queue = px.<Point>queue(1);
                        px.start(() -> queue.put(new Point(7, "queued"))).join();
                        System.out.println(queue.take());
                    }
                }
            }
            """;
    private static final String LIBRARY = "public class Greeting { public static String text() { return \"hello\"; } }";

    @TempDir
    private Path directory;

    @Test
    void javaJar_lambdasRecordsLibrariesAndResources_areThereInWorkers() throws Exception {
        Path temporary = Files.createDirectory(directory.resolve("tmp"));

        assertEquals(
                List.of("[2, 4]", "[Point[x=1, y=hello]]", "ours", "theirs", "Point[x=7, y=queued]"),
                run(archive("theirs.jar"), temporary, ""));
        try (Stream<Path> left = Files.list(temporary)) {
            assertEquals(List.of(), left.toList());
        }
    }

    /** One jar with everything in it, as shading makes them: nothing is copied. */
    @Test
    void shadedJar_lambdasRecordsLibrariesAndResources_areThereInWorkers() throws Exception {
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        Path out = directory.resolve("out");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-jar",
                        shaded().toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            assertTrue(process.waitFor(50, TimeUnit.SECONDS));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }

        assertEquals(
                List.of("[2, 4]", "[Point[x=1, y=hello]]", "ours", "theirs", "Point[x=7, y=queued]"),
                Files.readAllLines(out));
    }

    /**
     * As {@code mvn exec:java} and web containers do it: the library and the program are in a loader of their own,
     * which no class path names.
     */
    @Test
    void urlClassLoader_lambdasRecordsLibrariesAndResources_areThereInWorkers() throws Exception {
        Path classes = compile("Application.java", PROGRAM);
        Files.writeString(classes.resolve("ours.txt"), "ours");
        Path jar = Files.write(directory.resolve("theirs.jar"), theirs(classes));
        Files.delete(classes.resolve("Greeting.class"));
        Path launcher = directory.resolve("launcher.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(launcher))) {
            String name = UrlLauncher.class.getName().replace('.', '/') + ".class";
            put(out, name, UrlLauncher.class.getResourceAsStream("/" + name).readAllBytes());
        }
        try (JavaProcess program = JavaProcess.running(
                        UrlLauncher.class, LibraryClasses.directory().toString(), classes.toString(), jar.toString())
                .classPath(launcher.toString())
                .start()) {
            int code = program.awaitExit();
            assertEquals("", program.stderr());
            assertEquals(0, code);
            assertEquals(
                    List.of("[2, 4]", "[Point[x=1, y=hello]]", "ours", "theirs", "Point[x=7, y=queued]"),
                    program.stdout().lines().toList());
        }
    }

    /** Runs the program from the places it is given. */
    static final class UrlLauncher {
        private UrlLauncher() {}

        public static void main(String[] places) throws Exception {
            URL[] urls = new URL[places.length];
            for (int i = 0; i < places.length; i++) {
                urls[i] = Path.of(places[i]).toUri().toURL();
            }
            try (URLClassLoader loader = new URLClassLoader(urls)) {
                Thread.currentThread().setContextClassLoader(loader);
                loader.loadClass("Application")
                        .getMethod("main", String[].class)
                        .invoke(null, (Object) new String[0]);
            }
        }
    }

    /** The copy then lies where another place is. */
    @Test
    void javaJar_temporaryDirectoryThatIsNone_copiesElsewhere() throws Exception {
        Path temporary = Files.createFile(directory.resolve("file"));

        assertEquals(
                List.of("[2, 4]", "[Point[x=1, y=hello]]", "ours", "theirs", "Point[x=7, y=queued]"),
                run(archive("theirs.jar"), temporary, "java.io.tmpdir directory does not exist")); // the JVM's word
    }

    @Test
    void javaJar_nameThatLeadsOut_isNotFollowed() throws Exception {
        Path temporary = Files.createDirectory(directory.resolve("tmp"));

        run(archive("../../../../out.jar"), temporary, "leads out of the archive");

        try (Stream<Path> all = Files.walk(directory)) {
            assertTrue(all.noneMatch(path -> path.endsWith("out.jar")));
        }
    }

    private static List<String> run(Path archive, Path temporary, String logged) {
        try (JavaProcess program = JavaProcess.running(NestedLoader.class)
                .classPath(archive.toString())
                .jvmOptions("-Djava.io.tmpdir=" + temporary)
                .start()) {
            int code = program.awaitExit();
            assertTrue(program.stderr().contains(logged), program.stderr());
            assertEquals(logged.isEmpty(), program.stderr().isEmpty(), program.stderr());
            assertEquals(0, code);
            return program.stdout().lines().toList();
        }
    }

    private Path archive(String nameOfLibrary) throws IOException {
        Path classes = compile("Application.java", PROGRAM);
        Path file = directory.resolve("app.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        manifest.getMainAttributes().putValue("Spring-Boot-Classes", "BOOT-INF/classes/");
        manifest.getMainAttributes().putValue("Spring-Boot-Lib", "BOOT-INF/lib/");
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest)) {
            for (Class<?> type : List.of(NestedLoader.class, NestedLoader.Bytes.class, NestedLoader.Connection.class)) {
                String name = type.getName().replace('.', '/') + ".class";
                put(jar, name, type.getResourceAsStream("/" + name).readAllBytes());
            }
            try (Stream<Path> own = Files.list(classes)) {
                for (Path one :
                        own.filter(one -> !one.endsWith("Greeting.class")).toList()) {
                    if (one.toString().endsWith(".class")) {
                        put(jar, "BOOT-INF/classes/" + one.getFileName(), Files.readAllBytes(one));
                    }
                }
            }
            put(jar, "BOOT-INF/classes/ours.txt", "ours".getBytes(StandardCharsets.UTF_8));
            put(jar, "BOOT-INF/lib/procession-core.jar", zip(LibraryClasses.directory()));
            put(jar, "BOOT-INF/lib/" + nameOfLibrary, theirs(classes));
        }
        return file;
    }

    private Path shaded() throws IOException {
        Path classes = compile("Application.java", PROGRAM);
        Path file = directory.resolve("shaded.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        manifest.getMainAttributes().putValue("Main-Class", "Application");
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest)) {
            putTree(jar, LibraryClasses.directory());
            putTree(jar, classes);
            put(jar, "ours.txt", "ours".getBytes(StandardCharsets.UTF_8));
            put(jar, "theirs.txt", "theirs".getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }

    private Path compile(String name, String text) throws IOException {
        Path classes = Files.createDirectories(directory.resolve("classes"));
        Path greeting = Files.writeString(classes.resolve("Greeting.java"), LIBRARY);
        Path source = Files.writeString(classes.resolve(name), text);
        int result = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-cp",
                        LibraryClasses.directory().toString(),
                        "-d",
                        classes.toString(),
                        greeting.toString(),
                        source.toString());
        assertEquals(0, result);
        return classes;
    }

    private static byte[] theirs(Path classes) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes)) {
            put(jar, "Greeting.class", Files.readAllBytes(classes.resolve("Greeting.class")));
            put(jar, "theirs.txt", "theirs".getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static byte[] zip(Path tree) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes)) {
            putTree(jar, tree);
        }
        return bytes.toByteArray();
    }

    private static void putTree(JarOutputStream jar, Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path one : files.filter(Files::isRegularFile).toList()) {
                put(jar, tree.relativize(one).toString().replace('\\', '/'), Files.readAllBytes(one));
            }
        }
    }

    private static void put(JarOutputStream jar, String name, byte[] bytes) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(bytes);
        jar.closeEntry();
    }

    /**
     * What Spring Boot's loader does, in little: the classes of nested jars, whose place is a URL that only their
     * loader can read.
     */
    static final class NestedLoader extends ClassLoader {
        private final Map<String, byte[]> resources = new HashMap<>();
        private final Map<String, ProtectionDomain> domains = new HashMap<>();

        private NestedLoader() {
            super(NestedLoader.class.getClassLoader());
        }

        public static void main(String[] args) throws Exception {
            NestedLoader loader = new NestedLoader();
            loader.read(System.getProperty("java.class.path"));
            Thread.currentThread().setContextClassLoader(loader);
            loader.loadClass("Application").getMethod("main", String[].class).invoke(null, (Object) args);
        }

        private void read(String archive) throws IOException {
            try (JarFile jar = new JarFile(archive)) {
                for (JarEntry entry : jar.stream().toList()) {
                    byte[] bytes = jar.getInputStream(entry).readAllBytes();
                    if (entry.getName().startsWith("BOOT-INF/classes/")) {
                        resources.put(entry.getName().substring("BOOT-INF/classes/".length()), bytes);
                    } else if (entry.getName().startsWith("BOOT-INF/lib/")) {
                        readNested(archive, entry.getName(), bytes);
                    }
                }
            }
        }

        private void readNested(String archive, String name, byte[] jar) throws IOException {
            URL place = URL.of(URI.create("jar:nested:" + archive + "/!" + name + "!/"), new Bytes(jar));
            ProtectionDomain domain = new ProtectionDomain(new CodeSource(place, (Certificate[]) null), null);
            try (JarInputStream in = new JarInputStream(new ByteArrayInputStream(jar))) {
                for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
                    resources.put(entry.getName(), in.readAllBytes());
                    domains.put(entry.getName(), domain);
                }
            }
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            String file = name.replace('.', '/') + ".class";
            byte[] bytes = resources.get(file);
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length, domains.get(file));
        }

        @Override
        public @Nullable InputStream getResourceAsStream(String name) {
            byte[] bytes = resources.get(name);
            return bytes == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(bytes);
        }

        /** Reads a nested jar. */
        static final class Bytes extends URLStreamHandler {
            private final byte[] bytes;

            Bytes(byte[] bytes) {
                this.bytes = bytes;
            }

            @Override
            protected URLConnection openConnection(URL url) {
                return new Connection(url, bytes);
            }
        }

        static final class Connection extends URLConnection {
            private final byte[] bytes;

            Connection(URL url, byte[] bytes) {
                super(url);
                this.bytes = bytes;
            }

            @Override
            public void connect() {}

            @Override
            public InputStream getInputStream() {
                return new ByteArrayInputStream(bytes);
            }
        }
    }
}
