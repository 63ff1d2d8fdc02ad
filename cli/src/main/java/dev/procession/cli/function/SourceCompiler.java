package dev.procession.cli.function;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** The JDK's compiler, from memory to memory. */
final class SourceCompiler {
    private SourceCompiler() {}

    /** A file to compile, with the name it goes by and its text. */
    record Unit(String fileName, String text) {}

    /** What came of it: classes by binary name in the order they were made, none if there are errors. */
    record Result(Map<String, byte[]> classes, List<Diagnostic<? extends JavaFileObject>> errors) {}

    /**
     * Compiles {@code units} against {@code classPath}.
     *
     * @throws CompileException if this Java has no compiler
     */
    static Result compile(List<Unit> units, List<Path> classPath) throws CompileException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new CompileException("this Java has no compiler: java.home=" + System.getProperty("java.home")
                    + ", wanted=a JDK with the module jdk.compiler; or give a compiled function with --class NAME");
        }
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        Map<String, byte[]> classes = new LinkedHashMap<>();
        List<String> options = List.of(
                "-proc:none", "-nowarn", "-Xlint:none", "-XDstringConcat=inline", "-classpath", join(classPath));
        List<JavaFileObject> sources = new ArrayList<>();
        for (Unit unit : units) {
            sources.add(new Source(unit));
        }
        JavaFileManager files = new Memory(compiler.getStandardFileManager(diagnostics, null, null), classes);
        boolean done = compiler.getTask(null, files, diagnostics, options, null, sources)
                .call();
        List<Diagnostic<? extends JavaFileObject>> errors = new ArrayList<>();
        for (Diagnostic<? extends JavaFileObject> diagnostic : diagnostics.getDiagnostics()) {
            if (diagnostic.getKind() == Diagnostic.Kind.ERROR) {
                errors.add(diagnostic);
            }
        }
        return new Result(done ? classes : Map.of(), errors);
    }

    private static String join(List<Path> classPath) {
        StringBuilder joined = new StringBuilder();
        for (Path entry : classPath) {
            joined.append(joined.isEmpty() ? "" : File.pathSeparator).append(entry);
        }
        return joined.toString();
    }

    private static URI uri(String path) {
        try {
            return new URI("memory", null, "/" + path, null);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(path, e);
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(Unit unit) {
            super(uri(unit.fileName()), Kind.SOURCE);
            this.text = unit.text();
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }

        /** As the source launcher, which lets a public class have another name than its file. */
        @Override
        public boolean isNameCompatible(String simpleName, Kind kind) {
            return kind == Kind.SOURCE;
        }
    }

    private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, byte[]> classes;

        Memory(JavaFileManager files, Map<String, byte[]> classes) {
            super(files);
            this.classes = classes;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, @Nullable FileObject sibling) {
            return new SimpleJavaFileObject(uri(className.replace('.', '/') + kind.extension), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return new ByteArrayOutputStream() {
                        @Override
                        public void close() {
                            classes.put(className, toByteArray());
                        }
                    };
                }
            };
        }
    }
}
