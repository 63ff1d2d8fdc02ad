package dev.procession.internal.codec;

import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Values computed from classes, once for each class, that pin no class loader: neither this library's to a class
 * that outlives it, nor a class to this library.
 *
 * <p>A {@link ClassValue} alone does not do: the class refers to the value strongly. A value of a type of this
 * library, attached to {@code ArrayList}, would keep the loader of this library, and with it a web application that
 * brought it along, as long as the JVM runs. Therefore two places, by the loader of the
 * class:
 *
 * <ul>
 *   <li>this library's own loader and its ancestors, which live at least as long as this library: a map in this
 *   object. The values go with it.
 *   <li>every other loader, whose end may come earlier or later: the class has a {@link SoftReference} to the
 *   value. It goes with the class, and when it has
 *       not been used for a while.
 * </ul>
 *
 * <p>Thread safety: any thread.
 *
 * @param <V> the type of the values
 */
public abstract class ClassCache<V> {
    private static final @Nullable ClassLoader OWN = ClassCache.class.getClassLoader();
    private static final ClassLoader[] ANCESTORS = ancestors();

    private final ConcurrentHashMap<Class<?>, V> lasting = new ConcurrentHashMap<>();
    private final ClassValue<SoftReference<V>> passing = new ClassValue<>() {
        @Override
        protected SoftReference<V> computeValue(Class<?> type) {
            return new SoftReference<>(compute(type));
        }
    };

    private static ClassLoader[] ancestors() {
        List<ClassLoader> found = new ArrayList<>(2);
        for (ClassLoader next = OWN == null ? null : OWN.getParent(); next != null; next = next.getParent()) {
            found.add(next);
        }
        return found.toArray(new ClassLoader[0]);
    }

    /** The value of a class; called again for a class whose value was dropped, and by several threads at once. */
    protected abstract V compute(Class<?> type);

    /** The value of {@code type}. */
    public final V get(Class<?> type) {
        return isLasting(type.getClassLoader()) ? getLasting(type) : getPassing(type);
    }

    @SuppressWarnings(
            "ReferenceEquality") // a loader is told by its identity; equals() of one of an application's must not be
    // called
    private static boolean isLasting(@Nullable ClassLoader loader) {
        if (loader == null || loader == OWN) {
            return true;
        }
        for (ClassLoader ancestor : ANCESTORS) {
            if (loader == ancestor) {
                return true;
            }
        }
        return false;
    }

    private V getLasting(Class<?> type) {
        V known = lasting.get(type);
        if (known == null) {
            V computed = Objects.requireNonNull(compute(type));
            known = lasting.putIfAbsent(type, computed);
            if (known == null) {
                return computed;
            }
        }
        return known;
    }

    private V getPassing(Class<?> type) {
        while (true) {
            V known = passing.get(type).get();
            if (known != null) {
                return known;
            }
            passing.remove(type);
        }
    }
}
