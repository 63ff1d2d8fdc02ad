package dev.procession.internal.proxy;

import dev.procession.internal.codec.ClassCache;
import dev.procession.shared.ConcurrentCalls;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The methods of an interface by number, the same in all processes that have the same interface.
 *
 * <p>Thread safety: immutable.
 */
public final class MethodTable {
    private static final ClassCache<MethodTable> KNOWN = new ClassCache<>() {
        @Override
        protected MethodTable compute(Class<?> type) {
            return new MethodTable(type);
        }
    };

    private final List<Method> methods = new ArrayList<>();
    private final Map<Method, Integer> numbers = new HashMap<>();
    private final int fingerprint;

    private MethodTable(Class<?> type) {
        if (!type.isInterface()) {
            throw new IllegalArgumentException("manager: " + type.getName() + " is not an interface; a proxy is made"
                    + " of one, and the object's class implements it");
        }
        checkAccess(type);
        for (Method method : type.getMethods()) {
            if (Modifier.isAbstract(method.getModifiers())) {
                methods.add(method);
            }
        }
        methods.sort(Comparator.comparing(MethodTable::signature));
        int hash = 1;
        for (int i = 0; i < methods.size(); i++) {
            numbers.put(methods.get(i), i);
            hash = 31 * hash + signature(methods.get(i)).hashCode();
        }
        fingerprint = hash;
    }

    /** On the module path the library calls only what it is let to. */
    private static void checkAccess(Class<?> type) {
        Module module = type.getModule();
        Module library = MethodTable.class.getModule();
        String name = type.getPackageName();
        boolean accessible = Modifier.isPublic(type.getModifiers()) && module.isExported(name, library);
        if (!accessible && !module.isOpen(name, library)) {
            throw new IllegalArgumentException("manager: " + type.getName() + " cannot be called: module "
                    + module.getName() + " does not open its package; add 'opens " + name + " to " + library.getName()
                    + "' to its descriptor, or 'exports' if the interface is public");
        }
    }

    private static String signature(Method method) {
        StringBuilder text = new StringBuilder(method.getName()).append('(');
        Arrays.stream(method.getParameterTypes())
                .forEach(type -> text.append(type.getName()).append(','));
        return text.append(')')
                .append(method.getReturnType().getName())
                .append('@')
                .append(method.getDeclaringClass().getName())
                .toString();
    }

    /**
     * Those of {@code type}.
     *
     * @throws IllegalArgumentException if it is not an interface
     */
    public static MethodTable of(Class<?> type) {
        return KNOWN.get(type);
    }

    /** Differs where the interfaces differ that two processes have by one name. */
    public int fingerprint() {
        return fingerprint;
    }

    /** The number of an abstract method; {@code null} for others. */
    @Nullable
    Integer number(Method method) {
        return numbers.get(method);
    }

    /** Whether there is a method with that number. */
    public boolean has(int number) {
        return number >= 0 && number < methods.size();
    }

    /** The method with that number. */
    public Method method(int number) {
        if (!has(number)) {
            throw new IllegalArgumentException("manager: method=" + number + " of " + methods.size()
                    + "; the processes have different versions of the interface");
        }
        return methods.get(number);
    }

    /** Whether calls of it return at once. */
    public static boolean isAsynchronous(Method method) {
        return method.getReturnType() == CompletionStage.class || method.getReturnType() == CompletableFuture.class;
    }

    /** Whether calls of it may run besides others. */
    public static boolean isConcurrent(Method method) {
        return isAsynchronous(method)
                || method.isAnnotationPresent(ConcurrentCalls.class)
                || method.getDeclaringClass().isAnnotationPresent(ConcurrentCalls.class);
    }
}
