package dev.procession.internal.codec;

import dev.procession.codec.CodecException;
import org.jspecify.annotations.Nullable;

/** Says why a class that is there cannot be used: the error itself knows, and a guess would only hide it. */
final class LinkFailure {
    private static final int MAX_CAUSES = 100;

    private LinkFailure() {}

    /**
     * The first {@link LinkageError} among the causes of a failure, itself among them; {@code null} if there is none.
     */
    static @Nullable LinkageError in(Throwable failure) {
        Throwable each = failure;
        for (int i = 0; each != null && i < MAX_CAUSES; i++) {
            if (each instanceof LinkageError found) {
                return found;
            }
            each = Throwables.cause(each);
        }
        return null;
    }

    /** The exception that decoding throws where a class did not load, link or initialize. */
    static CodecException explain(String className, LinkageError error) {
        return new CodecException("decoding failed: " + describe(className, error), error);
    }

    private static String describe(String className, LinkageError error) {
        String message = String.valueOf(Throwables.message(error));
        if (error instanceof ExceptionInInitializerError) {
            return "class " + className + " cannot be initialized here: a static initializer threw "
                    + Throwables.describe(root(error)) + "; each process initializes its classes for itself";
        }
        if (error instanceof NoClassDefFoundError && message.startsWith("Could not initialize class")) {
            Throwable first = root(error);
            return "class " + className + " cannot be initialized here: " + message
                    + (first instanceof NoClassDefFoundError
                            ? ""
                            : "; the first try in this process failed with " + Throwables.describe(first));
        }
        if (error.getClass() == NoClassDefFoundError.class) {
            return "class " + className + " needs class " + message.replace('/', '.')
                    + ", which cannot be loaded here; likely cause: a jar is missing from this process's class path";
        }
        return "class " + className + " cannot be linked here: " + Throwables.describe(error)
                + "; likely cause: another version of a class, or of Java";
    }

    private static Throwable root(Throwable error) {
        Throwable root = error;
        for (int i = 0; i < MAX_CAUSES; i++) {
            Throwable cause = Throwables.cause(root);
            if (cause == null) {
                return root;
            }
            root = cause;
        }
        return root;
    }
}
