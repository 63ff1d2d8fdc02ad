package dev.procession.internal.codec;

import java.lang.invoke.SerializedLambda;
import org.jspecify.annotations.Nullable;

/**
 * Names for functions in messages: {@code Main.main} for a lambda written in {@code main}, {@code Main::fib} for a
 * method reference, the class name for any other.
 *
 * <p>Thread safety: any thread. Errors: none, whatever the object is.
 */
public final class LambdaNames {

    private static final String PREFIX = "lambda$";

    private LambdaNames() {}

    /** A name for a function, or for any value. */
    public static String describe(@Nullable Object function) {
        if (function == null) {
            return "null";
        }
        try {
            Class<?> type = function.getClass();
            if (!LambdaClasses.isLambda(type)) {
                return type.getName();
            }
            SerializedLambda form = form(function);
            if (form != null) {
                return simpleName(form.getCapturingClass()) + methodPart(form);
            }
            return "lambda in " + LambdaClasses.capturingName(type);
        } catch (Throwable e) {
            return "unnamed function";
        }
    }

    /** Whether a function is a lambda, or a method reference, that captures nothing. */
    public static boolean capturesNothing(Object function) {
        Class<?> type = function.getClass();
        return LambdaClasses.isLambda(type) && type.getDeclaredFields().length == 0;
    }

    /** The serialized form of a serializable, accessible lambda, else null. */
    static @Nullable SerializedLambda form(Object lambda) {
        LambdaPlan plan = LambdaPlan.of(lambda.getClass());
        try {
            return plan == null ? null : plan.form(lambda);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }

    static boolean isMethodReference(SerializedLambda form) {
        return !form.getImplMethodName().startsWith(PREFIX);
    }

    private static String methodPart(SerializedLambda form) {
        if (isMethodReference(form)) {
            String method = form.getImplMethodName();
            String owner = simpleName(form.getImplClass());
            String name = owner + "::" + (method.equals("<init>") ? "new" : method);
            return owner.equals(simpleName(form.getCapturingClass())) ? name.substring(owner.length()) : "." + name;
        }
        return "." + enclosingMethod(form.getImplMethodName());
    }

    /**
     * The method a lambda was written in. The compiler names a serializable one {@code lambda$main$3f2a91bc$1}, any
     * other {@code lambda$main$0}.
     */
    static String enclosingMethod(String implMethod) {
        String name = implMethod.substring(PREFIX.length());
        int end = name.lastIndexOf('$');
        if (end > 0) {
            name = name.substring(0, end);
            int hash = name.lastIndexOf('$');
            if (hash > 0 && isHex(name, hash + 1)) {
                name = name.substring(0, hash);
            }
        }
        return switch (name) {
            case "new" -> "<init>";
            case "static" -> "<clinit>";
            default -> name;
        };
    }

    private static boolean isHex(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (Character.digit(text.charAt(i), 16) < 0) {
                return false;
            }
        }
        return from < text.length();
    }

    private static String simpleName(String internalName) {
        int start = Math.max(internalName.lastIndexOf('/'), internalName.lastIndexOf('.'));
        return internalName.substring(Math.max(start, internalName.lastIndexOf('$', internalName.length() - 2)) + 1);
    }
}
