package dev.procession.internal.classes;

import dev.procession.internal.codec.ObjectCodec;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The loaders of one child: one for each of its parent's that tasks come from.
 *
 * <p>Thread safety: every method may be called from any thread.
 */
public final class WorkerClassLoaders {
    private final ClassFetcher fetcher;
    private final ObjectCodec codec;
    private final ClassLoader classPath = ClassLoader.getSystemClassLoader();
    private final Map<Integer, ClassLoader> loaders = new ConcurrentHashMap<>();

    /** Loaders that get their classes by {@code fetcher}, and values of static fields by {@code codec}. */
    public WorkerClassLoaders(ClassFetcher fetcher, ObjectCodec codec) {
        this.fetcher = fetcher;
        this.codec = codec;
    }

    /** The loader for a batch of that loader's number; a fresh one if its classes may have changed. */
    public ClassLoader forBatch(int loaderId, boolean volatileLoader) {
        if (loaderId == 0) {
            return classPath;
        }
        if (volatileLoader) {
            return new ShippedClassLoader(loaderId, classPath, fetcher, codec);
        }
        ClassLoader known = loaders.get(loaderId);
        if (known == null) {
            ClassLoader made = new ShippedClassLoader(loaderId, classPath, fetcher, codec);
            known = loaders.putIfAbsent(loaderId, made);
            if (known == null) {
                known = made;
            }
        }
        return known;
    }
}
