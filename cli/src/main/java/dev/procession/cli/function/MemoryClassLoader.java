package dev.procession.cli.function;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A loader of classes that exist only in memory. It serves their bytes as resources too: that is where the library
 * gets the classes a worker lacks.
 */
final class MemoryClassLoader extends ClassLoader {
    private static final String SUFFIX = ".class";

    static {
        registerAsParallelCapable();
    }

    private final Map<String, byte[]> classes;

    /** A loader of {@code classes}, by binary name, after those of {@code parent}. */
    MemoryClassLoader(Map<String, byte[]> classes, ClassLoader parent) {
        super(parent);
        this.classes = new LinkedHashMap<>(classes);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = classes.get(name);
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String path) {
        if (path.endsWith(SUFFIX)) {
            String name = path.substring(0, path.length() - SUFFIX.length()).replace('/', '.');
            byte[] bytes = classes.get(name);
            if (bytes != null) {
                return new ByteArrayInputStream(bytes);
            }
        }
        return super.getResourceAsStream(path);
    }
}
