package dev.procession.internal.codec;

/** Recognizes the JVM's classes of lambdas and method references. */
final class LambdaClasses {
    private static final String MARK = "$$Lambda";

    private LambdaClasses() {}

    /** Whether instances of {@code type} are lambdas or method references. */
    static boolean isLambda(Class<?> type) {
        return type.isHidden() && type.isSynthetic() && type.getName().contains(MARK);
    }

    /** The class in whose source a lambda was written. */
    static String capturingName(Class<?> lambdaClass) {
        String name = lambdaClass.getName();
        int end = name.indexOf(MARK);
        return end < 0 ? name : name.substring(0, end);
    }
}
