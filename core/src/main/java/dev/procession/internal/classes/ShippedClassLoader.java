package dev.procession.internal.classes;

import dev.procession.internal.codec.ObjectCodec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The child's side of class shipping: defines what the class path lacks from bytes that the parent sends. The class
 * path goes first, so that platform and library are the child's own.
 *
 * <p>It keeps the bytes and gives them out as resources, so that a child which itself starts children can ship the
 * classes on.
 *
 * <p>Thread safety: parallel capable. When the parent dies the child is halted, and no thread waits here.
 */
final class ShippedClassLoader extends ClassLoader {
    static {
        registerAsParallelCapable();
    }

    private final int loaderId;
    private final ClassFetcher fetcher;
    private final ObjectCodec codec;
    private final Map<String, ShippedClass> shipped = new ConcurrentHashMap<>();

    ShippedClassLoader(int loaderId, ClassLoader parent, ClassFetcher fetcher, ObjectCodec codec) {
        super("procession-shipped-" + loaderId, parent);
        this.loaderId = loaderId;
        this.fetcher = fetcher;
        this.codec = codec;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        ShippedClass found = shipped.get(name);
        if (found == null) {
            found = fetch(name);
        }
        Class<?> defined = defineClass(name, found.bytes(), 0, found.bytes().length);
        if (!found.statics().isEmpty()) {
            restore(defined, found.statics());
        }
        return defined;
    }

    private ShippedClass fetch(String name) throws ClassNotFoundException {
        ClassReply reply;
        try {
            reply = ClassReply.decode(fetcher.fetch(loaderId, name));
        } catch (IOException e) {
            throw new ClassNotFoundException(name + ": not on the class path, and the parent process is gone", e);
        }
        for (ShippedClass one : reply.classes()) {
            shipped.putIfAbsent(one.name(), one);
        }
        ShippedClass found = shipped.get(name);
        if (found == null) {
            throw new ClassNotFoundException(
                    name + ": neither on this process's class path nor given by its parent (" + reply.reason() + ")");
        }
        return found;
    }

    /** Sets the variables of a program that live in static fields. */
    private void restore(Class<?> owner, Map<String, byte[]> values) throws ClassNotFoundException {
        for (Map.Entry<String, byte[]> value : values.entrySet()) {
            try {
                Field field = owner.getField(value.getKey());
                field.setAccessible(true);
                field.set(null, codec.decode(ShippedClass.source(value.getValue()), this));
            } catch (ReflectiveOperationException | RuntimeException e) {
                throw new ClassNotFoundException(
                        owner.getName() + ": its variable " + value.getKey()
                                + " cannot be set to its value in the parent",
                        e);
            }
        }
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
        if (name.endsWith(".class")) {
            ShippedClass own = shipped.get(
                    name.substring(0, name.length() - ".class".length()).replace('/', '.'));
            if (own != null) {
                return new ByteArrayInputStream(own.bytes());
            }
        }
        return super.getResourceAsStream(name);
    }
}
