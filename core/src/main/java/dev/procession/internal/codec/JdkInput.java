package dev.procession.internal.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;

/**
 * JDK deserialization of one frame, with classes from the given loader. The JVM's own serial filter stays in force; to it
 * is added one that refuses arrays longer than the frame could fill, which a flipped bit otherwise turns into an
 * {@code OutOfMemoryError}.
 *
 * <p>Thread safety: none; one per root.
 */
final class JdkInput extends ObjectInputStream {

    private final ClassLoader loader;

    JdkInput(ByteSource source, int length, ClassLoader loader) throws IOException {
        super(new SourceStream(source, length));
        this.loader = loader;
        setObjectInputFilter(ObjectInputFilter.merge(new ArrayLimit(length), getObjectInputFilter()));
    }

    @Override
    protected void readStreamHeader() {}

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description) throws ClassNotFoundException {
        return ClassResolver.forName(description.getName(), loader);
    }

    @Override
    @SuppressWarnings("deprecation") // the only way to a proxy's class without making an instance
    protected Class<?> resolveProxyClass(String[] names) throws IOException, ClassNotFoundException {
        Class<?>[] interfaces = new Class<?>[names.length];
        ClassLoader definer = loader;
        for (int i = 0; i < names.length; i++) {
            interfaces[i] = ClassResolver.forName(names[i], loader);
            if (!Modifier.isPublic(interfaces[i].getModifiers())) {
                definer = interfaces[i].getClassLoader(); // only there can a proxy implement it
            }
        }
        try {
            return Proxy.getProxyClass(definer, interfaces);
        } catch (IllegalArgumentException e) {
            throw new InvalidClassException("no proxy of these interfaces", e);
        }
    }

    private static final class ArrayLimit implements ObjectInputFilter {

        /** A hash table may be this many times longer than the bytes of its entries (load factor 1/4, power of two). */
        private static final long SLOTS_PER_BYTE = 16;

        private static final long SMALL = 1024;

        private final long frameBytes;

        ArrayLimit(long frameBytes) {
            this.frameBytes = frameBytes;
        }

        @Override
        public Status checkInput(FilterInfo info) {
            Class<?> type = info.serialClass();
            long length = info.arrayLength();
            if (type == null || length < 0 || !type.isArray()) {
                return Status.UNDECIDED;
            }
            Class<?> component = type.getComponentType();
            long limit = component.isPrimitive() ? frameBytes / elementBytes(component) : SLOTS_PER_BYTE * frameBytes;
            return length > Math.max(limit, SMALL) ? Status.REJECTED : Status.UNDECIDED;
        }

        private static int elementBytes(Class<?> primitive) {
            if (primitive == long.class || primitive == double.class) {
                return 8;
            }
            if (primitive == int.class || primitive == float.class) {
                return 4;
            }
            return primitive == short.class || primitive == char.class ? 2 : 1;
        }
    }

    /** What a filter is told of a class met on the fast path. */
    record ClassOnly(Class<?> serialClass) implements ObjectInputFilter.FilterInfo {
        @Override
        public long arrayLength() {
            return -1;
        }

        @Override
        public long depth() {
            return 1;
        }

        @Override
        public long references() {
            return 1;
        }

        @Override
        public long streamBytes() {
            return 0;
        }
    }

    private static final class SourceStream extends InputStream {
        private final ByteSource source;
        private int left;

        SourceStream(ByteSource source, int length) {
            this.source = source;
            this.left = length;
        }

        @Override
        public int read() {
            if (left == 0) {
                return -1;
            }
            left--;
            return source.getByte() & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (length == 0) {
                return 0;
            }
            int count = Math.min(left, length);
            if (count == 0) {
                return -1;
            }
            source.getBytes(target, offset, count);
            left -= count;
            return count;
        }

        @Override
        public int available() {
            return left;
        }
    }
}
