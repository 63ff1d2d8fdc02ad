package dev.procession.internal.codec;

import dev.procession.codec.CodecException;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The implicit class of a compact source file ({@code void main()} without a class around it). It is not
 * serializable and cannot be declared so, yet every lambda that calls a method of the file captures its instance.
 * It travels as its class and its fields: the other side calls its constructor, which runs the initializers there,
 * and then sets the fields.
 *
 * <p>Nothing marks such a class. What is taken for one: a final top-level class of the unnamed package that extends
 * {@code Object}, implements nothing, has one constructor, without parameters, and a method {@code main}.
 *
 * <p>Thread safety: any thread.
 */
final class ImplicitClass {

    /** From JDK 26 on, setting a final field warns, and later fails (JEP 500). */
    private static final boolean FINAL_FIELDS_CAN_BE_SET = Runtime.version().feature() < 26;

    private static final ClassCache<Object> PLANS = new ClassCache<>() {
        @Override
        protected Object compute(Class<?> type) {
            try {
                return isImplicit(type) ? new ImplicitClass(type) : "another class";
            } catch (RuntimeException e) {
                return e.toString(); // in a named module, which a compact source file never is
            }
        }
    };

    private final Class<?> type;
    private final Constructor<?> constructor;
    private final Field[] fields;

    private ImplicitClass(Class<?> type) {
        this.type = type;
        constructor = type.getDeclaredConstructors()[0];
        constructor.setAccessible(true);
        List<Field> own = new ArrayList<>();
        for (Field field : type.getDeclaredFields()) {
            if ((field.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT)) == 0 && !field.isSynthetic()) {
                field.setAccessible(true);
                own.add(field);
            }
        }
        fields = own.toArray(new Field[0]);
    }

    /** The plan of an implicit class, or null for any other. */
    static @Nullable ImplicitClass of(Class<?> type) {
        return PLANS.get(type) instanceof ImplicitClass plan ? plan : null;
    }

    private static boolean isImplicit(Class<?> type) {
        if (!Modifier.isFinal(type.getModifiers())
                || type.getSuperclass() != Object.class
                || type.getName().indexOf('.') >= 0
                || type.isHidden()
                || type.getEnclosingClass() != null
                || type.getInterfaces().length != 0) {
            return false;
        }
        Constructor<?>[] constructors = type.getDeclaredConstructors();
        if (constructors.length != 1 || constructors[0].getParameterCount() != 0) {
            return false;
        }
        for (Method method : type.getDeclaredMethods()) {
            if (method.getName().equals("main")) {
                return true;
            }
        }
        return false;
    }

    /** Number of its fields. */
    int size() {
        return fields.length;
    }

    String name(int index) {
        return fields[index].getName();
    }

    @Nullable
    Object get(Object value, int index) {
        Field field = fields[index];
        try {
            return field.get(value);
        } catch (IllegalAccessException e) {
            throw new CodecException("cannot read " + type.getName() + "." + field.getName(), e);
        }
    }

    /** A fresh instance, its initializers run. */
    Object make() {
        try {
            return constructor.newInstance();
        } catch (InvocationTargetException e) {
            throw new CodecException("decoding failed: the initializers of " + type.getName() + " threw", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new CodecException("decoding failed: cannot make a " + type.getName(), e);
        }
    }

    void set(Object made, String name, @Nullable Object value) {
        for (Field field : fields) {
            if (field.getName().equals(name)) {
                try {
                    if (!Modifier.isFinal(field.getModifiers()) || FINAL_FIELDS_CAN_BE_SET) {
                        field.set(made, value);
                    } else if (!refill(field.get(made), value)) {
                        throw new CodecException("decoding failed: the final field " + type.getName() + "." + name
                                + " has another value here than there; make it non-final, or a local variable");
                    }
                } catch (IllegalAccessException e) {
                    throw new CodecException("decoding failed: cannot set " + type.getName() + "." + name, e);
                }
                return;
            }
        }
        throw new CodecException("decoding failed: " + type.getName() + " has no field " + name
                + "; likely cause: another version of the class");
    }

    /** Makes the value an initializer made equal to the one sent, without setting the field; false if it cannot. */
    @SuppressWarnings("unchecked") // both come from the same field
    static boolean refill(@Nullable Object made, @Nullable Object sent) {
        if (Objects.deepEquals(made, sent)) {
            return true;
        }
        if (made == null || sent == null || made.getClass() != sent.getClass()) {
            return false;
        }
        try {
            if (made instanceof Map<?, ?> map) {
                map.clear();
                ((Map<Object, Object>) map).putAll((Map<?, ?>) sent);
                return true;
            }
            if (made instanceof Collection<?> collection) {
                collection.clear();
                ((Collection<Object>) collection).addAll((Collection<?>) sent);
                return true;
            }
        } catch (UnsupportedOperationException e) {
            return false;
        }
        if (made.getClass().isArray() && Array.getLength(made) == Array.getLength(sent)) {
            System.arraycopy(sent, 0, made, 0, Array.getLength(made));
            return true;
        }
        return false;
    }

    Object restore(List<String> names, List<@Nullable Object> values) {
        Object made = make();
        for (int i = 0; i < names.size(); i++) {
            set(made, names.get(i), values.get(i));
        }
        return made;
    }
}
