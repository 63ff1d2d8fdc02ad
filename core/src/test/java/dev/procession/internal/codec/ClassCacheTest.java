package dev.procession.internal.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.procession.testkit.Await;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** Values of classes that go with the cache, or with the class. */
class ClassCacheTest {
    private static final class Names extends ClassCache<StringBuilder> {
        private int computed;

        @Override
        protected StringBuilder compute(Class<?> type) {
            computed++;
            return new StringBuilder(type.getName());
        }
    }

    @Test
    void get_again_returnsTheSameValue() {
        Names names = new Names();

        for (Class<?> type : new Class<?>[] {ArrayList.class, Names.class, int.class, String[].class}) {
            assertSame(names.get(type), names.get(type));
            assertEquals(type.getName(), names.get(type).toString());
        }
        assertEquals(4, names.computed);
    }

    @Test
    void values_ofClassesOfTheJdk_goWithTheCache() {
        WeakReference<StringBuilder> value = new WeakReference<>(new Names().get(ArrayList.class));

        Await.until("the value to be collected", () -> {
            System.gc();
            return value.get() == null;
        });
    }

    @Test
    void values_ofAClassOfAnotherLoader_goWithThatLoader() throws Exception {
        Names names = new Names();
        WeakReference<Class<?>> gone = new WeakReference<>(named(names));

        Await.until("the class to be collected", () -> {
            System.gc();
            return gone.get() == null;
        });
        assertEquals(1, names.computed);
    }

    private static Class<?> named(Names names) throws Exception {
        URL own = Names.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {
                    own, ClassCache.class.getProtectionDomain().getCodeSource().getLocation()
                },
                ClassLoader.getPlatformClassLoader())) {
            Class<?> type = loader.loadClass(Names.class.getName());
            assertNotEquals(Names.class, type);
            assertNotNull(names.get(type));
            assertSame(names.get(type), names.get(type));
            return type;
        }
    }
}
