package dev.procession.cli.function;

import dev.procession.cli.function.SourceCompiler.Result;
import dev.procession.cli.function.SourceCompiler.Unit;
import dev.procession.cli.options.UsageException;
import dev.procession.function.Fn;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.Diagnostic;
import javax.tools.JavaFileObject;
import org.jspecify.annotations.Nullable;

/**
 * Makes the function to apply from what the user gave. The classes it compiles live in a loader that serves their
 * bytes, so that workers can fetch them. Nothing of the user's code is run here.
 */
public final class FunctionLoader {
    private static final String ADAPTER_NAME = "ProcessionSource";
    private static final String ADAPTER = """
            public final class ProcessionSource extends dev.procession.cli.function.LoadedFunction {
                private static final long serialVersionUID = 1L;
                public ProcessionSource(String className) {
                    super(className);
                }
            }
            """;

    private final List<Path> libraries;
    private final List<Path> classPath;
    private final @Nullable ClassCache cache;

    /**
     * A loader of functions.
     *
     * @param libraries where the classes of this library are
     * @param classPath the user's class path
     * @param cache where compiled classes are kept; {@code null} for nowhere
     */
    public FunctionLoader(List<Path> libraries, List<Path> classPath, @Nullable ClassCache cache) {
        this.libraries = List.copyOf(libraries);
        this.classPath = List.copyOf(classPath);
        this.cache = cache;
    }

    /**
     * Compiles a lambda or method reference with a {@code String} parameter.
     *
     * @throws CompileException if it does not compile; the message shows where
     */
    public Fn<String, String> expression(String text) throws CompileException {
        Expression expression = new Expression(text);
        List<Unit> units = List.of(expression.unit());
        Map<String, byte[]> classes = cached(units);
        if (classes.isEmpty()) {
            Result result = SourceCompiler.compile(units, compilePath());
            if (result.classes().isEmpty()) {
                throw new CompileException(expression.render(result.errors()));
            }
            classes = store(units, result.classes());
        }
        return instance(new MemoryClassLoader(classes, userLoader()), Expression.CLASS_NAME, null);
    }

    /**
     * Compiles a file and finds its function, see {@code procession map --help}.
     *
     * @throws CompileException if it does not compile; the message shows where
     * @throws UsageException if the file cannot be read or has no function
     */
    public Fn<String, String> source(Path file) throws CompileException, UsageException {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new UsageException("--source: file=\"" + file + "\" cannot be read: " + e);
        }
        Path name = file.getFileName();
        List<Unit> units = List.of(new Unit(String.valueOf(name), text), new Unit(ADAPTER_NAME + ".java", ADAPTER));
        Map<String, byte[]> classes = cached(units);
        if (classes.isEmpty()) {
            Result result = SourceCompiler.compile(units, compilePath());
            if (lacksMain(result)) {
                Unit launchable = new Unit(units.getFirst().fileName(), text + "\nvoid main() {}\n");
                result = SourceCompiler.compile(List.of(launchable, units.getLast()), compilePath());
            }
            if (result.classes().isEmpty()) {
                throw new CompileException(render(file, text, result.errors()));
            }
            classes = store(units, result.classes());
        }
        MemoryClassLoader loader = new MemoryClassLoader(classes, userLoader());
        return instance(loader, ADAPTER_NAME, entry(file, classes, loader));
    }

    /**
     * Finds the function of a class of the user's class path, see {@code procession map --help}.
     *
     * @throws UsageException if there is no such class, or it has no function
     */
    public Fn<String, String> named(String className) throws UsageException {
        Class<?> type;
        try {
            type = Class.forName(className, false, userLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            throw new UsageException("--class: name=\"" + className + "\" cannot be loaded (" + e
                    + "); add what it needs with --class-path");
        }
        String problem = EntryPoint.problem(type);
        if (problem != null) {
            throw new UsageException("--class: name=\"" + className + "\" has no function: " + problem);
        }
        return new ClassPathFunction(className);
    }

    /**
     * A compact source file must have a {@code main}, which here has no meaning: the file need not be a program too.
     */
    private static boolean lacksMain(Result result) {
        for (Diagnostic<? extends JavaFileObject> error : result.errors()) {
            if (error.getCode().endsWith("does.not.have.main.method")) {
                return true;
            }
        }
        return false;
    }

    private static String entry(Path file, Map<String, byte[]> classes, ClassLoader loader) throws UsageException {
        List<String> problems = new ArrayList<>();
        for (String name : classes.keySet()) {
            try {
                Class<?> type = Class.forName(name, false, loader);
                if (name.equals(ADAPTER_NAME) || type.getEnclosingClass() != null) {
                    continue;
                }
                String problem = EntryPoint.problem(type);
                if (problem == null) {
                    return name;
                }
                problems.add(name + ": " + problem);
            } catch (ClassNotFoundException | LinkageError e) {
                problems.add(name + ": " + e);
            }
        }
        throw new UsageException("--source: file=\"" + file + "\" has no function; " + String.join("; ", problems));
    }

    private static String render(Path file, String text, List<Diagnostic<? extends JavaFileObject>> errors) {
        List<String> rendered = new ArrayList<>();
        for (Diagnostic<? extends JavaFileObject> error : errors) {
            rendered.add(Excerpt.render(file.toString(), text, error.getPosition(), error.getMessage(null)));
        }
        return String.join("\n", rendered);
    }

    @SuppressWarnings("unchecked") // Both generated classes say that they are an Fn<String, String>.
    private static Fn<String, String> instance(ClassLoader loader, String name, @Nullable String argument) {
        try {
            Class<?> type = loader.loadClass(name);
            Object made = argument == null
                    ? type.getConstructor().newInstance()
                    : type.getConstructor(String.class).newInstance(argument);
            return (Fn<String, String>) made;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("generated class " + name + " cannot be made", e);
        }
    }

    private Map<String, byte[]> cached(List<Unit> units) {
        return cache == null ? Map.of() : cache.load(units, compilePath());
    }

    private Map<String, byte[]> store(List<Unit> units, Map<String, byte[]> classes) {
        if (cache != null) {
            cache.store(units, compilePath(), classes);
        }
        return classes;
    }

    private List<Path> compilePath() {
        List<Path> all = new ArrayList<>(libraries);
        all.addAll(classPath);
        return all;
    }

    /** Never closed: the classes are needed until the end. */
    private ClassLoader userLoader() {
        ClassLoader own = FunctionLoader.class.getClassLoader();
        if (classPath.isEmpty()) {
            return own;
        }
        URL[] urls = new URL[classPath.size()];
        try {
            for (int i = 0; i < urls.length; i++) {
                urls[i] = classPath.get(i).toUri().toURL();
            }
        } catch (MalformedURLException e) {
            throw new IllegalStateException("class path " + classPath, e);
        }
        return new URLClassLoader("user", urls, own);
    }
}
