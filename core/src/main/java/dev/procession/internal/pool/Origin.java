package dev.procession.internal.pool;

/**
 * Where in the program a pool or a session was made; for warnings. Making one costs microseconds: the stack is only
 * read when it is shown.
 *
 * <p>Thread safety: any thread.
 */
public final class Origin {
    private static final String ROOT = "dev.procession.";

    private final Throwable stack = new Throwable();

    /** The calling thread is making it now. */
    public Origin() {}

    /** The frame of the program that called the library, {@code com.acme.Main.main(Main.java:7)}. */
    @Override
    public String toString() {
        for (StackTraceElement frame : stack.getStackTrace()) {
            if (!isOfTheLibrary(frame.getClassName())) {
                return frame.getClassName() + "." + frame.getMethodName() + "(" + frame.getFileName() + ":"
                        + frame.getLineNumber() + ")";
            }
        }
        return "a thread of the library";
    }

    private static boolean isOfTheLibrary(String name) {
        return name.startsWith(ROOT + "internal.")
                || name.equals(ROOT + "Procession")
                || name.startsWith(ROOT + "Procession$")
                || name.startsWith("java.");
    }
}
