package dev.procession.internal.codec;

import dev.procession.codec.CodecException;
import java.io.Externalizable;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/**
 * How a record is taken apart and made again. Components are read from their fields, as JDK serialization does,
 * because an accessor may copy or throw; records are made by their canonical constructor, so that its checks run.
 *
 * <p>Thread safety: any thread.
 */
final class RecordPlan {

    private static final ClassCache<Object> PLANS = new ClassCache<>() {
        @Override
        protected Object compute(Class<?> type) {
            RecordPlan plan = make(type);
            return plan == null ? "not fast" : plan;
        }
    };

    private final Class<?> type;
    private final Field[] fields;
    private final Constructor<?> constructor;
    private final @Nullable Method readResolve;

    /** A hash of component names and types: two versions of a record must not be mistaken for each other. */
    final int shape;

    private RecordPlan(
            Class<?> type, Field[] fields, Constructor<?> constructor, @Nullable Method readResolve, int shape) {
        this.type = type;
        this.fields = fields;
        this.constructor = constructor;
        this.readResolve = readResolve;
        this.shape = shape;
    }

    /** The plan of a record class, or null where it is inaccessible or has a serialized form of its own. */
    static @Nullable RecordPlan of(Class<?> type) {
        return PLANS.get(type) instanceof RecordPlan plan ? plan : null;
    }

    /**
     * The plan by which a record of that shape is made again.
     *
     * @throws CodecException if the record has another shape here, or is not accessible
     */
    static RecordPlan of(Class<?> type, int shape) {
        RecordPlan plan = of(type);
        if (plan == null && EncodingHints.isClosed(type)) {
            throw new CodecException("decoding failed: record " + type.getName() + " cannot be made here: "
                    + EncodingHints.forClosed(type));
        }
        if (plan == null || plan.shape != shape) {
            throw new CodecException("decoding failed: record " + type.getName()
                    + " has other components here; likely cause: another version of the class, or a corrupt frame");
        }
        return plan;
    }

    private static @Nullable RecordPlan make(Class<?> type) {
        if (!type.isRecord() || Externalizable.class.isAssignableFrom(type) || method(type, "writeReplace") != null) {
            return null;
        }
        try {
            RecordComponent[] components = type.getRecordComponents();
            Field[] fields = new Field[components.length];
            Class<?>[] types = new Class<?>[components.length];
            int shape = components.length;
            for (int i = 0; i < components.length; i++) {
                fields[i] = type.getDeclaredField(components[i].getName());
                fields[i].setAccessible(true);
                types[i] = components[i].getType();
                shape = 31 * (31 * shape + components[i].getName().hashCode())
                        + types[i].getName().hashCode();
            }
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            Method readResolve = method(type, "readResolve");
            if (readResolve != null) {
                readResolve.setAccessible(true);
            }
            return new RecordPlan(type, fields, constructor, readResolve, shape);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null; // a package not open to us: JDK serialization can still read it
        }
    }

    private static @Nullable Method method(Class<?> type, String name) {
        try {
            return type.getDeclaredMethod(name);
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    int size() {
        return fields.length;
    }

    /** Whether {@link #make} answers what the class wants, which may be anything. */
    boolean resolves() {
        return readResolve != null;
    }

    String name(int component) {
        return fields[component].getName();
    }

    @Nullable
    Object get(Object value, int component) {
        try {
            return fields[component].get(value);
        } catch (IllegalAccessException e) {
            throw new CodecException("cannot read " + type.getName() + "." + name(component), e);
        }
    }

    /** Makes the record, and what its {@code readResolve} answers where it has one. */
    @Nullable
    Object make(@Nullable Object[] values) {
        try {
            Object made = constructor.newInstance(values);
            return readResolve == null ? made : readResolve.invoke(made);
        } catch (InvocationTargetException e) {
            throw new CodecException(
                    "decoding failed: the constructor or readResolve of record " + type.getName() + " refused: "
                            + e.getCause(),
                    e.getCause());
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            throw new CodecException("decoding failed: cannot make a record " + type.getName(), e);
        }
    }
}
