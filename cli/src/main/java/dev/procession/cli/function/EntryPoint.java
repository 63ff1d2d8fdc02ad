package dev.procession.cli.function;

import dev.procession.function.Fn;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where in a class the function is: the class itself when it is a {@link Function} with a constructor without
 * parameters; else its method {@code call}, {@code apply} or {@code map} with one {@code String} parameter; else
 * its only method, not private, with one {@code String} parameter. A method that is not static is called on one
 * instance, made when it is first needed.
 */
final class EntryPoint {
    private static final List<String> NAMES = List.of("call", "apply", "map");

    private EntryPoint() {}

    /** Why {@code type} has no function, in words; {@code null} when it has one. Runs no code of the class. */
    static @Nullable String problem(Class<?> type) {
        boolean constructible = constructor(type) != null;
        if (Function.class.isAssignableFrom(type)) {
            return constructible ? null : "it is a Function, but has no constructor without parameters";
        }
        List<Method> candidates = candidates(type);
        if (candidates.isEmpty()) {
            return "it is no Function, and has no method with one String parameter";
        }
        Method method = chosen(candidates);
        if (method == null) {
            return "it has " + candidates.size()
                    + " methods with one String parameter, and none is called call, apply or map";
        }
        if (!Modifier.isStatic(method.getModifiers()) && !constructible) {
            return "its method " + method.getName() + " is not static, and there is no constructor without parameters";
        }
        return null;
    }

    /** The function of {@code type}, which has no {@link #problem}. */
    static Fn<String, Object> open(Class<?> type) throws Exception {
        if (Function.class.isAssignableFrom(type)) {
            return adapt(instance(type));
        }
        Method method = chosen(candidates(type));
        if (method == null) {
            throw new NoSuchMethodException(type.getName() + ": " + problem(type));
        }
        method.setAccessible(true);
        Object target = Modifier.isStatic(method.getModifiers()) ? null : instance(type);
        return input -> {
            try {
                return method.invoke(target, input);
            } catch (InvocationTargetException e) {
                throw unwrap(e);
            }
        };
    }

    @SuppressWarnings("unchecked") // Checked at run time by the function itself, as for any class named in a text.
    private static Fn<String, Object> adapt(Object function) {
        if (function instanceof Fn<?, ?> fn) {
            return (Fn<String, Object>) fn;
        }
        Function<String, Object> plain = (Function<String, Object>) function;
        return plain::apply;
    }

    private static Object instance(Class<?> type) throws Exception {
        Constructor<?> constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        try {
            return constructor.newInstance();
        } catch (InvocationTargetException e) {
            throw unwrap(e);
        }
    }

    private static Exception unwrap(InvocationTargetException e) {
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        return e.getCause() instanceof Exception cause ? cause : e;
    }

    private static @Nullable Constructor<?> constructor(Class<?> type) {
        if (type.isInterface() || Modifier.isAbstract(type.getModifiers())) {
            return null;
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (constructor.getParameterCount() == 0) {
                return constructor;
            }
        }
        return null;
    }

    private static List<Method> candidates(Class<?> type) {
        List<Method> found = new ArrayList<>();
        for (Method method : type.getDeclaredMethods()) {
            if (method.getParameterCount() == 1
                    && method.getParameterTypes()[0] == String.class
                    && method.getReturnType() != void.class
                    && !method.isSynthetic()
                    && !Modifier.isPrivate(method.getModifiers())
                    && !Modifier.isAbstract(method.getModifiers())) {
                found.add(method);
            }
        }
        return found;
    }

    private static @Nullable Method chosen(List<Method> candidates) {
        for (String name : NAMES) {
            for (Method method : candidates) {
                if (method.getName().equals(name)) {
                    return method;
                }
            }
        }
        return candidates.size() == 1 ? candidates.getFirst() : null;
    }
}
