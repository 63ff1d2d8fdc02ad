package dev.procession.internal.codec;

import dev.procession.codec.CodecException;
import java.io.ObjectInputFilter;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds classes by name in one class loader. Answers are remembered, weakly: a lookup in the JVM costs ten times what
 * decoding a small record does.
 *
 * <p>The fast path asks the JVM's serial filter about the classes it makes when that filter was given on the command
 * line; to load {@link ObjectInputFilter.Config} itself would cost every worker's start 15 ms.
 *
 * <p>Thread safety: any thread.
 */
final class ClassResolver {

    private static final boolean FILTERED =
            System.getProperty("jdk.serialFilter") != null || System.getProperty("jdk.serialFilterFactory") != null;

    private final WeakReference<ClassLoader> loader;
    private final @Nullable ClassFilter gate;
    private final ConcurrentHashMap<String, WeakReference<Class<?>>> known = new ConcurrentHashMap<>();

    ClassResolver(ClassLoader loader, @Nullable ClassFilter gate) {
        this.loader = new WeakReference<>(loader);
        this.gate = gate;
    }

    /** Which classes it finds; {@code null} for all. */
    @Nullable
    ClassFilter gate() {
        return gate;
    }

    boolean isFor(ClassLoader other) {
        return loader.refersTo(other);
    }

    /**
     * The class of that name, not yet initialized.
     *
     * @throws CodecException if the filter refuses it, in which case no loader was asked; if there is none, it does not
     *     link, or the serial filter rejects it
     */
    Class<?> resolve(String name) {
        WeakReference<Class<?>> remembered = known.get(name);
        Class<?> type = remembered == null ? null : remembered.get();
        if (type == null) {
            type = find(name);
            known.put(name, new WeakReference<>(type));
        }
        return type;
    }

    private Class<?> find(String name) {
        if (gate != null) {
            gate.check(name); // only here: remembered classes have passed
        }
        ClassLoader from = loader.get();
        try {
            Class<?> type = forName(name, from);
            if (FILTERED) {
                checkFilter(type);
            }
            return type;
        } catch (ClassNotFoundException | LinkageError e) {
            CodecException inner = Throwables.codecCause(e);
            if (inner != null) {
                throw inner; // a shipped class whose variables cannot be decoded
            }
            if (e instanceof LinkageError error) {
                throw LinkFailure.explain(name, error);
            }
            throw new CodecException(
                    "decoding failed: class " + name + " cannot be loaded here, loader=" + from
                            + "; likely cause: it is missing from this process's class path",
                    e);
        }
    }

    /** As {@link Class#forName(String, boolean, ClassLoader)}, primitive types too. */
    static Class<?> forName(String name, @Nullable ClassLoader loader) throws ClassNotFoundException {
        Class<?> primitive = name.length() <= 7 ? Class.forPrimitiveName(name) : null;
        return primitive != null ? primitive : Class.forName(name, false, loader);
    }

    private static void checkFilter(Class<?> type) {
        ObjectInputFilter filter = ObjectInputFilter.Config.getSerialFilter();
        if (filter != null
                && filter.checkInput(new JdkSerialFilter.ClassOnly(type)) == ObjectInputFilter.Status.REJECTED) {
            throw new CodecException(
                    "decoding refused: class " + type.getName() + " is rejected by the JVM's serial filter");
        }
    }
}
