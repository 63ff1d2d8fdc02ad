package dev.procession.internal.codec;

import dev.procession.codec.CodecException;
import java.io.Serializable;
import java.lang.reflect.Proxy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which classes a codec decodes: those that match a pattern, and {@link AlwaysAllowedClasses}. A codec without a
 * gate decodes all.
 *
 * <p>Names from a frame are checked before any class loader gets them: {@link #check} for what a frame names,
 * {@link #checkLambda} for the two classes of a lambda. What comes out of a {@code readResolve} has no name in the
 * frame, and is looked at afterwards, by {@link #checkMade}.
 *
 * <p>Thread safety: any thread.
 */
public final class ClassFilter {

    private static final String OWN_ROOMS = "dev.procession.internal.";
    private static final int MAX_NAME_CHARS = 200;

    private final List<String> allowed;
    private final ClassPattern[] patterns;

    private ClassFilter(List<String> allowed) {
        this.allowed = List.copyOf(allowed);
        patterns = new ClassPattern[this.allowed.size()];
        for (int i = 0; i < patterns.length; i++) {
            patterns[i] = ClassPattern.parse(this.allowed.get(i));
        }
    }

    /**
     * The filter for these patterns; {@code null}, which is none, for {@code null}. Without a pattern it lets
     * {@link AlwaysAllowedClasses} through.
     *
     * @throws IllegalArgumentException if one is no pattern
     */
    public static @Nullable ClassFilter of(@Nullable List<String> allowed) {
        return allowed == null ? null : new ClassFilter(allowed);
    }

    /** The patterns. */
    public List<String> allowed() {
        return allowed;
    }

    /**
     * Returns if a frame may name that class, an array or not.
     *
     * @throws CodecException if it may not
     */
    void check(String name) {
        String element = elementName(name);
        if (!isName(element) || !(AlwaysAllowedClasses.contains(element) || matches(element))) {
            throw refused("class=" + shown(element), element);
        }
    }

    /**
     * Returns if a lambda of {@code capturing}, whose body is a method of {@code implementing}, may be made. The
     * library's safe classes write no lambdas; a method of theirs may be the body of another class's lambda, as in
     * {@code String::length}.
     *
     * @param implementing a name as lambdas have it, with slashes or dots
     * @throws CodecException if it may not
     */
    void checkLambda(String capturing, String implementing, String method) {
        String what = "lambda " + shown(method) + ", ";
        if (!mayCapture(capturing)) {
            throw refused(what + "class=" + shown(capturing), capturing);
        }
        String body = implementing.replace('/', '.');
        if (!isName(body) || !(AlwaysAllowedClasses.mayImplement(body) || matches(body))) {
            throw refused(what + "class of its method=" + shown(body), body);
        }
    }

    /**
     * Returns if an object of that class may be what a class of a frame made in its place.
     *
     * @throws CodecException if it may not
     */
    void checkMade(Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        if (Proxy.isProxyClass(element)) {
            for (Class<?> each : element.getInterfaces()) {
                check(each.getName());
            }
        } else if (LambdaClasses.isLambda(element)) {
            String capturing = LambdaClasses.capturingName(element);
            if (!mayCapture(capturing)) {
                throw refused("lambda, class=" + shown(capturing), capturing);
            }
        } else if (!isOwn(element)) {
            Class<?> parent = element.getSuperclass();
            check((parent != null && parent.isEnum() ? parent : element).getName());
        }
    }

    private boolean mayCapture(String name) {
        return isName(name) && (AlwaysAllowedClasses.mayCapture(name) || matches(name));
    }

    private boolean matches(String name) {
        for (ClassPattern pattern : patterns) {
            if (pattern.matches(name)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether it is an implementation of the library's: a frame cannot name it, because it is not serializable, but a
     * handle turns into it.
     */
    @SuppressWarnings("ReferenceEquality") // loaders are compared by identity; a foreign equals() is not to be called
    private static boolean isOwn(Class<?> type) {
        return OwnForm.class.isAssignableFrom(type)
                || (type.getName().startsWith(OWN_ROOMS)
                        && type.getClassLoader() == ClassFilter.class.getClassLoader()
                        && !Serializable.class.isAssignableFrom(type));
    }

    /** The name of what an array is of, however many dimensions it has. */
    private static String elementName(String name) {
        int dimensions = 0;
        while (dimensions < name.length() && name.charAt(dimensions) == '[') {
            dimensions++;
        }
        if (dimensions == 0) {
            return name;
        }
        if (name.length() == dimensions + 1 && "BCDFIJSZ".indexOf(name.charAt(dimensions)) >= 0) {
            return "int"; // or another of its kind
        }
        boolean isReference = name.startsWith("L", dimensions) && name.endsWith(";");
        return isReference ? name.substring(dimensions + 1, name.length() - 1) : "";
    }

    /** Whether a class can have that name: what a loader might take for a path is none. */
    private static boolean isName(String text) {
        boolean begins = true;
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if ("/\\;[".indexOf(each) >= 0 || each < ' ' || (begins && each == '.')) {
                return false;
            }
            begins = each == '.';
        }
        return !begins;
    }

    private static String shown(String name) {
        return Throwables.truncate(name.replaceAll("\\p{Cntrl}", "?"), MAX_NAME_CHARS);
    }

    private CodecException refused(String what, String name) {
        return new CodecException("decoding refused: " + what + ", allowed=" + allowed
                + " and plain values; if it is to be received here: Procession.builder().allow(\"" + shown(name)
                + "\")");
    }
}
