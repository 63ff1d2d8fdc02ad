package dev.procession.internal.classes;

import dev.procession.codec.CodecException;
import dev.procession.internal.codec.ObjectCodec;
import dev.procession.internal.service.Log;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parent's side of class shipping: gives children the classes of the loaders that their tasks came from, such
 * as those of the source launcher, of JShell or of a web application, which no class path names.
 *
 * <p>Each loader has a number, which travels with its tasks; 0 is the class path, which a child has itself. A class
 * is loaded first, because the source launcher compiles on demand, and its bytes are then asked of the loader that
 * defined it. Only classes of application loaders are given away, by class name, never files.
 *
 * <p>JShell keeps the variables of its snippets in static fields of the classes it wraps them in. Those classes
 * travel with the values of their static fields, and its loader is <em>volatile</em>: a child loads its classes
 * afresh for every batch.
 *
 * <p>Thread safety: every method may be called from any thread.
 */
public final class ClassServer {
    private static final String JSHELL_LOADERS = "jdk.jshell.";
    private static final int MAX_NAME_LENGTH = 2_048;
    private static final int MAX_NEST_MEMBERS = 256;
    private static final int CLASS_FILE_MAGIC = 0xCAFEBABE;

    private final ObjectCodec codec;
    private final boolean shipsClassPath;
    /** Guarded by itself; a loader's number is its index plus 1. */
    private final List<WeakReference<ClassLoader>> loaders = new ArrayList<>();

    /**
     * A server.
     *
     * @param codec encodes the values of static fields
     * @param shipsClassPath whether children lack this process's class path, and so are given its classes too
     */
    public ClassServer(ObjectCodec codec, boolean shipsClassPath) {
        this.codec = codec;
        this.shipsClassPath = shipsClassPath;
    }

    /**
     * The loader whose classes a function needs: its own, else the context's, where those are not just the class
     * path.
     */
    public static ClassLoader originOf(Object function, @Nullable ClassLoader context) {
        ClassLoader own = function.getClass().getClassLoader();
        if (!isOrdinary(own)) {
            return own;
        }
        return context == null || isOrdinary(context) ? ClassLoader.getSystemClassLoader() : context;
    }

    @SuppressWarnings("ReferenceEquality") // loaders are compared by identity; a foreign equals() is not to be called
    private static boolean isOrdinary(@Nullable ClassLoader loader) {
        return loader == null
                || loader == ClassLoader.getSystemClassLoader()
                || loader == ClassLoader.getPlatformClassLoader();
    }

    /** The number of a loader; the same whenever it is asked. */
    public int register(ClassLoader loader) {
        if (isOrdinary(loader) && !shipsClassPath) {
            return 0;
        }
        synchronized (loaders) {
            for (int i = 0; i < loaders.size(); i++) {
                if (loaders.get(i).refersTo(loader)) {
                    return i + 1;
                }
            }
            loaders.add(new WeakReference<>(loader));
            return loaders.size();
        }
    }

    private @Nullable ClassLoader loader(int loaderId) {
        synchronized (loaders) {
            return loaderId < 1 || loaderId > loaders.size()
                    ? null
                    : loaders.get(loaderId - 1).get();
        }
    }

    /** Whether the loader's classes, or their static state, may change from one batch to the next. */
    public boolean isVolatile(int loaderId) {
        ClassLoader loader = loaderId == 0 ? null : loader(loaderId);
        return loader != null && loader.getClass().getName().startsWith(JSHELL_LOADERS);
    }

    /** The answer to a child that lacks a class; never fails, but says in it what did. */
    public byte[] answer(int loaderId, String className) {
        try {
            return find(loaderId, className).encode();
        } catch (ReflectiveOperationException | LinkageError | IOException | RuntimeException e) {
            return ClassReply.notFound(e.toString()).encode();
        }
    }

    private ClassReply find(int loaderId, String className) throws ReflectiveOperationException, IOException {
        ClassLoader loader = loader(loaderId);
        if (loader == null) {
            return ClassReply.notFound("class loader " + loaderId + " is not known, or no longer in use");
        }
        if (className.isEmpty() || className.length() > MAX_NAME_LENGTH || className.indexOf('/') >= 0) {
            return ClassReply.notFound("that is no class name");
        }
        Class<?> asked = Class.forName(className, false, loader);
        boolean withStatics = isVolatile(loaderId);
        byte[] bytes = bytes(asked);
        if (bytes == null) {
            return ClassReply.notFound(
                    "its loader does not give its bytes: it is of the platform, hidden, a proxy, or made by an agent");
        }
        List<ShippedClass> found = new ArrayList<>();
        found.add(new ShippedClass(className, bytes, withStatics ? statics(asked) : Map.of()));
        for (Class<?> member : nestMembers(asked)) {
            byte[] memberBytes = bytes(member);
            if (memberBytes != null) {
                found.add(new ShippedClass(member.getName(), memberBytes, withStatics ? statics(member) : Map.of()));
            }
        }
        return new ClassReply("", found);
    }

    /**
     * The other members of its nest, which as a rule are asked for next: each would cost another way there and back.
     */
    private static Set<Class<?>> nestMembers(Class<?> asked) {
        Set<Class<?>> members = new LinkedHashSet<>();
        try {
            for (Class<?> member : asked.getNestMembers()) {
                if (member != asked && members.size() < MAX_NEST_MEMBERS) {
                    members.add(member);
                }
            }
        } catch (LinkageError e) {
            // A class that cannot be loaded here will not be requested.
        }
        return members;
    }

    private static byte @Nullable [] bytes(Class<?> asked) throws IOException {
        ClassLoader definer = asked.getClassLoader();
        if (definer == null || definer.equals(ClassLoader.getPlatformClassLoader())) {
            return null;
        }
        try (InputStream file = definer.getResourceAsStream(asked.getName().replace('.', '/') + ".class")) {
            byte[] bytes = file == null ? null : file.readAllBytes();
            return bytes == null || bytes.length < Integer.BYTES || magic(bytes) != CLASS_FILE_MAGIC ? null : bytes;
        }
    }

    private static int magic(byte[] bytes) {
        return (bytes[0] & 0xff) << 24 | (bytes[1] & 0xff) << 16 | (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff);
    }

    /**
     * The values of the fields that are a program's variables. One that cannot be encoded stays as a fresh class has
     * it.
     */
    private Map<String, byte[]> statics(Class<?> owner) throws IllegalAccessException {
        Map<String, byte[]> values = new HashMap<>();
        for (Field field : owner.getDeclaredFields()) {
            int modifiers = field.getModifiers();
            if (Modifier.isStatic(modifiers)
                    && Modifier.isPublic(modifiers)
                    && !Modifier.isFinal(modifiers)
                    && !field.isSynthetic()
                    && field.trySetAccessible()) {
                try {
                    values.put(field.getName(), codec.encode(field.get(null)));
                } catch (CodecException e) {
                    Log.debug(
                            "dev.procession.classes",
                            "variable " + field.getName() + " stays behind: " + e.getMessage());
                }
            }
        }
        return values;
    }
}
