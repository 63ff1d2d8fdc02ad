package dev.procession.internal.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * JDK deserialization of one frame, with classes from the given loader. The JVM's own serial filter stays in force;
 * {@link JdkSerialFilter} is added to it. Where there is a class filter, every class is checked by name before it is
 * loaded, and every object is looked at when it is complete.
 *
 * <p>Thread safety: none; one per root.
 */
final class JdkInput extends ObjectInputStream {

    private final ClassLoader loader;
    private final @Nullable ClassFilter gate;
    private final @Nullable JdkHashCostLimits weights;

    JdkInput(ByteSource source, int length, ClassLoader loader, @Nullable ClassFilter gate) throws IOException {
        super(new SourceStream(source, length));
        this.loader = loader;
        this.gate = gate;
        weights = gate == null ? null : new JdkHashCostLimits(length);
        enableResolveObject(gate != null);
        setObjectInputFilter(ObjectInputFilter.merge(new JdkSerialFilter(gate, length), getObjectInputFilter()));
    }

    @Override
    protected void readStreamHeader() {}

    @Override
    protected ObjectStreamClass readClassDescriptor() throws IOException, ClassNotFoundException {
        ObjectStreamClass read = super.readClassDescriptor();
        return gate != null && read.getName().equals(SerializedLambdaForm.NAME)
                ? SerializedLambdaForm.description(read)
                : read;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a description of the same name from the frame is another
    protected Class<?> resolveClass(ObjectStreamClass description) throws ClassNotFoundException {
        if (gate != null) {
            if (description == SerializedLambdaForm.DESCRIPTION) {
                return SerializedLambdaForm.class;
            }
            gate.check(description.getName());
        }
        return ClassResolver.forName(description.getName(), loader);
    }

    @Override
    @SuppressWarnings("deprecation") // the only way to a proxy's class without making an instance
    protected Class<?> resolveProxyClass(String[] names) throws IOException, ClassNotFoundException {
        if (gate != null) {
            for (String name : names) {
                gate.check(name);
            }
        }
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

    @Override
    protected @Nullable Object resolveObject(@Nullable Object value) {
        if (value == null || gate == null || weights == null) {
            return value;
        }
        Object made = value instanceof SerializedLambdaForm form ? form.make(gate) : value;
        if (made != null) {
            weights.check(made);
        }
        return made;
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
