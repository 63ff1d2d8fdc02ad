package dev.procession.internal.codec;

/**
 * A set of classes by name, as {@code Procession.builder().allow(…)} takes them. {@code $} is a character as any
 * other, so that nested classes have their own names.
 *
 * <pre>
 *   com.acme.Order      the class
 *   com.acme.Order$*    the classes nested in it, however deep, without it
 *   com.acme.*          the classes of the package, nested ones too
 *   com.acme.**         those, and the classes of the packages below
 *   *                   the classes of the unnamed package
 * </pre>
 *
 * @param prefix what the names begin with, or the name
 * @param kind what may follow
 */
record ClassPattern(String prefix, Kind kind) {

    /** The part that may follow the prefix. */
    enum Kind {
        NOTHING,
        ONE_NAME,
        ANY_NAME
    }

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException if it is none
     */
    static ClassPattern parse(String pattern) {
        if (pattern.equals("*")) {
            return new ClassPattern("", Kind.ONE_NAME);
        }
        if (pattern.equals("**")) {
            throw new IllegalArgumentException("allow: pattern=" + pattern
                    + " is every class there is; name packages, or leave allow(…) away, which allows every class");
        }
        String name = pattern;
        Kind kind = Kind.NOTHING;
        if (pattern.endsWith(".**")) {
            name = pattern.substring(0, pattern.length() - 3);
            kind = Kind.ANY_NAME;
        } else if (pattern.endsWith(".*") || pattern.endsWith("$*")) {
            name = pattern.substring(0, pattern.length() - 2);
            kind = Kind.ONE_NAME;
        }
        if (!isName(name)) {
            throw new IllegalArgumentException("allow: pattern=\"" + pattern
                    + "\" is none; one is a class (com.acme.Order), the classes nested in it (com.acme.Order$*), a package"
                    + " (com.acme.*), or a package and those below (com.acme.**)");
        }
        int wildcard = pattern.length() - (kind == Kind.NOTHING ? 0 : kind == Kind.ONE_NAME ? 1 : 2);
        return new ClassPattern(pattern.substring(0, wildcard), kind);
    }

    private static boolean isName(String text) {
        for (String part : text.split("\\.", -1)) {
            if (part.isEmpty() || !Character.isJavaIdentifierStart(part.charAt(0))) {
                return false;
            }
            for (int i = 1; i < part.length(); i++) {
                if (!Character.isJavaIdentifierPart(part.charAt(i))) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether the class of that binary name, which is no array, is one of the set. */
    boolean matches(String name) {
        return switch (kind) {
            case NOTHING -> name.equals(prefix);
            case ONE_NAME ->
                name.length() > prefix.length() && name.startsWith(prefix) && name.indexOf('.', prefix.length()) < 0;
            case ANY_NAME -> name.length() > prefix.length() && name.startsWith(prefix);
        };
    }
}
