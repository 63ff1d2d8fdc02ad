package dev.procession.internal.codec;

import java.io.Externalizable;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds, after an encoding has failed, where in the graph the value sits that cannot be sent. It walks as
 * serialization would, reads only what is accessible, and stops after a bounded number of objects; it never runs
 * otherwise.
 *
 * <p>Thread safety: none; one per failure.
 */
final class UnserializablePath {

    private static final int MAX_DEPTH = 200;
    private static final int MAX_OBJECTS = 200_000;

    private final ClassPlan.Cache plans;
    private final String culprit;
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private UnserializablePath(ClassPlan.Cache plans, String culprit) {
        this.plans = plans;
        this.culprit = culprit;
    }

    /**
     * The message for a root that cannot be sent.
     *
     * @param culprit the name of the class that was refused
     */
    static String explain(@Nullable Object root, String culprit, ClassPlan.Cache plans) {
        String found = null;
        try {
            found = new UnserializablePath(plans, culprit).message(root);
        } catch (RuntimeException | StackOverflowError e) {
            // the walk ran into foreign code that failed; the class name alone must do
        }
        return found != null
                ? found
                : "cannot send " + LambdaNames.describe(root) + ": something in it, where could not be found, is a "
                        + culprit + ", not Serializable; " + EncodingHints.FOR_VALUE;
    }

    private @Nullable String message(@Nullable Object root) {
        if (root == null) {
            return null;
        }
        if (LambdaClasses.isLambda(root.getClass())) {
            return root instanceof Serializable ? lambdaMessage(root) : EncodingHints.forPlainLambda(root);
        }
        if (isRefused(root)) {
            return "cannot send " + root.getClass().getName() + ": not Serializable; "
                    + EncodingHints.forValue(root.getClass());
        }
        String path = walk(root, root.getClass().getName(), 0);
        return path == null ? null : "cannot send " + path + ": " + EncodingHints.FOR_VALUE;
    }

    private @Nullable String lambdaMessage(Object lambda) {
        SerializedLambda form = LambdaNames.form(lambda);
        if (form == null) {
            return null;
        }
        String where = EncodingHints.where(form);
        for (int i = 0; i < form.getCapturedArgCount(); i++) {
            Object captured = form.getCapturedArg(i);
            if (captured == null) {
                continue;
            }
            if (EncodingHints.isThis(form, i) && isRefused(captured)) {
                return where + " captures 'this' (" + captured.getClass().getName() + ", not Serializable): "
                        + EncodingHints.FOR_THIS;
            }
            String path = capturedPath(form, i, captured, 0);
            if (path != null) {
                return where + ": " + path + ": " + EncodingHints.FOR_CAPTURED;
            }
        }
        return null;
    }

    private @Nullable String capturedPath(SerializedLambda form, int index, Object captured, int depth) {
        String name = EncodingHints.capturedName(form, index);
        if (isRefused(captured)) {
            return LambdaClasses.isLambda(captured.getClass())
                    ? name + " (" + EncodingHints.plainLambda(captured) + ")"
                    : name + " (" + captured.getClass().getName() + EncodingHints.sourceName(form, index)
                            + ", not Serializable)";
        }
        return walk(
                captured,
                name + " (" + captured.getClass().getName() + EncodingHints.sourceName(form, index) + ")",
                depth + 1);
    }

    private boolean isRefused(Object value) {
        if (value instanceof Serializable) {
            return false;
        }
        int tag = plans.get(value.getClass()).tag;
        boolean refused = tag == ClassPlan.NOT_FAST;
        return refused && value.getClass().getName().equals(culprit);
    }

    /** The path from {@code value}, which is sent as {@code path}, to the culprit, or null. */
    private @Nullable String walk(@Nullable Object value, String path, int depth) {
        if (value == null || depth > MAX_DEPTH || seen.size() > MAX_OBJECTS) {
            return null;
        }
        Class<?> type = value.getClass();
        ClassPlan plan = plans.get(type);
        if (isRefused(value)) {
            return path + " ("
                    + (LambdaClasses.isLambda(type)
                            ? EncodingHints.plainLambda(value)
                            : type.getName() + ", not Serializable")
                    + ")";
        }
        boolean scalar = plan.tag >= 0 && plan.tag < Tags.FIRST_NUMBERED && plan.tag > Tags.COMPACT;
        if (scalar || value instanceof String || value instanceof Class<?> || !seen.add(value)) {
            return null;
        }
        if (plan.tag == Tags.REDUCED) {
            return walk(plan.reduce(value), path, depth + 1);
        }
        SerializedLambda form = LambdaClasses.isLambda(type) ? LambdaNames.form(value) : null;
        if (form != null) {
            return walkLambda(form, path, depth);
        }
        if (value instanceof Object[] array) {
            return walkElements(array, path, depth);
        }
        if (plan.tag == Tags.RECORD) {
            return walkRecord(value, plan.recordPlan(), path, depth);
        }
        if (isOfJdk(type) && (value instanceof Map<?, ?> || value instanceof Collection<?>)) {
            return walkContainer(value, path, depth);
        }
        return value instanceof Externalizable || type.isArray() ? null : walkFields(value, path, depth);
    }

    private static boolean isOfJdk(Class<?> type) {
        return type.getClassLoader() == null;
    }

    private @Nullable String walkLambda(SerializedLambda form, String path, int depth) {
        for (int i = 0; i < form.getCapturedArgCount(); i++) {
            Object captured = form.getCapturedArg(i);
            String inner = captured == null ? null : capturedPath(form, i, captured, depth);
            if (inner != null) {
                return path + ", " + EncodingHints.where(form) + ": " + inner;
            }
        }
        return null;
    }

    private @Nullable String walkContainer(Object value, String path, int depth) {
        Comparator<?> order = null;
        if (value instanceof SortedMap<?, ?> sorted) {
            order = sorted.comparator();
        } else if (value instanceof SortedSet<?> sorted) {
            order = sorted.comparator();
        } else if (value instanceof PriorityQueue<?> queue) {
            order = queue.comparator();
        }
        String found = walk(order, path + ".comparator()", depth + 1);
        if (found != null) {
            return found;
        }
        return value instanceof Map<?, ?> map
                ? walkMap(map, path, depth)
                : walkElements(((Collection<?>) value).toArray(), path, depth);
    }

    private @Nullable String walkElements(Object array, String path, int depth) {
        for (int i = 0; i < Array.getLength(array); i++) {
            String found = walk(Array.get(array, i), path + "[" + i + "]", depth + 1);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable String walkMap(Map<?, ?> map, String path, int depth) {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            String found = walk(entry.getKey(), path + ".key", depth + 1);
            if (found == null) {
                found = walk(entry.getValue(), path + "[" + keyText(entry.getKey()) + "]", depth + 1);
            }
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static String keyText(@Nullable Object key) {
        if (key instanceof String text) {
            return '"' + Throwables.truncate(text, 60) + '"';
        }
        if (key == null) {
            return "null";
        }
        boolean plain = key instanceof Number || key instanceof Enum<?> || key instanceof Boolean;
        return plain ? key.toString() : "a " + key.getClass().getName() + " key";
    }

    private @Nullable String walkRecord(Object value, RecordPlan plan, String path, int depth) {
        for (int i = 0; i < plan.size(); i++) {
            String found = walk(plan.get(value, i), path + "." + plan.name(i), depth + 1);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable String walkFields(Object value, String path, int depth) {
        for (Class<?> type = value.getClass(); type != null; type = type.getSuperclass()) {
            if (!Serializable.class.isAssignableFrom(type) && ImplicitClass.of(type) == null) {
                break; // a superclass that is not Serializable is not sent
            }
            for (Field field : fields(type)) {
                if ((field.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT)) != 0
                        || field.getType().isPrimitive()) {
                    continue;
                }
                Object next;
                try {
                    if (!field.trySetAccessible()) {
                        continue;
                    }
                    next = field.get(value);
                } catch (IllegalAccessException | RuntimeException e) {
                    continue;
                }
                String name = field.isSynthetic() && field.getName().startsWith("this$")
                        ? ".<enclosing instance>"
                        : "." + field.getName();
                String found = walk(next, path + name, depth + 1);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private static List<Field> fields(Class<?> type) {
        return List.of(type.getDeclaredFields());
    }
}
