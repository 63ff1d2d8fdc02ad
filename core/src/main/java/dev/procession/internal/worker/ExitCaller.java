package dev.procession.internal.worker;

import java.util.Map;

/**
 * Finds the thread that ends this process by {@code System.exit}: it waits inside the call until the shutdown hooks
 * are done.
 */
final class ExitCaller {
    private static final int MAX_CHARS = 1_000;

    private ExitCaller() {}

    /**
     * The thread and the place of the call, such as {@code thread "timer" at App.stop(App.java:7)}; empty if no
     * platform thread is in such a call, as after a signal.
     */
    static String find() {
        for (Map.Entry<Thread, StackTraceElement[]> each :
                Thread.getAllStackTraces().entrySet()) {
            StackTraceElement[] frames = each.getValue();
            for (int i = 0; i + 1 < frames.length; i++) {
                if (isExit(frames[i]) && !isExit(frames[i + 1])) {
                    return describe(each.getKey(), frames[i + 1]);
                }
            }
        }
        return "";
    }

    private static boolean isExit(StackTraceElement frame) {
        return frame.getMethodName().equals("exit")
                && (frame.getClassName().equals("java.lang.Runtime")
                        || frame.getClassName().equals("java.lang.System"));
    }

    private static String describe(Thread thread, StackTraceElement caller) {
        String text = "thread \"" + thread.getName() + "\" at " + caller;
        return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS) + "…";
    }
}
