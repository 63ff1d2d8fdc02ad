package dev.procession.internal.codec;

/** The signal that a class is outside the fast set, so that the whole root must go by JDK serialization. */
final class NotTaggableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotTaggableException(String className) {
        super(className, null, false, false);
    }
}
