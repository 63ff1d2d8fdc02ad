package dev.procession.internal.codec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import org.jspecify.annotations.Nullable;

/**
 * Makes the lambdas of classes in packages that are not open to this library, such as those of
 * {@link java.util.Comparator}: only JDK serialization can, so a form is sent through it here, with places where
 * its captured arguments go.
 */
final class JdkLambdaFactory {

    private JdkLambdaFactory() {}

    /**
     * The lambda of that form.
     *
     * @throws IOException as deserialization does
     */
    static @Nullable Object make(Class<?> capturing, SerializedLambda withPlaces, @Nullable Object[] captured)
            throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(withPlaces);
        }
        try (ObjectInputStream in = new Input(new ByteArrayInputStream(bytes.toByteArray()), capturing, captured)) {
            return in.readObject();
        }
    }

    /** The placeholders in a form for {@code count} arguments. */
    static Object[] places(int count) {
        Object[] places = new Object[count];
        for (int i = 0; i < count; i++) {
            places[i] = new Place(i);
        }
        return places;
    }

    private record Place(int number) implements Serializable {}

    private static final class Input extends ObjectInputStream {
        private final Class<?> capturing;
        private final @Nullable Object[] captured;

        Input(InputStream in, Class<?> capturing, @Nullable Object[] captured) throws IOException {
            super(in);
            this.capturing = capturing;
            this.captured = captured;
            enableResolveObject(true);
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
            return description.getName().equals(capturing.getName()) ? capturing : super.resolveClass(description);
        }

        @Override
        protected @Nullable Object resolveObject(@Nullable Object value) {
            return value instanceof Place place ? captured[place.number] : value;
        }
    }
}
