package dev.procession.internal.pool;

/** Finds what keeps this JVM alive. Thread safety: any thread. */
final class JvmThreads {
    /**
     * Name of the thread that a launcher leaves to wait, once {@code main} has returned, for the end of those that
     * are no daemons.
     */
    private static final String DESTROYER = "DestroyJavaVM";

    private static final String OURS = "procession-";

    private JvmThreads() {}

    /** Whether {@code main} has returned, and all threads that are no daemons are the library's. */
    static boolean areOnlyOurs() {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root != null && root.getParent() != null) {
            root = root.getParent();
        }
        if (root == null) {
            return false;
        }
        Thread[] all = new Thread[2 * root.activeCount() + 16];
        int count = root.enumerate(all, true);
        boolean hasReturned = false;
        for (int i = 0; i < count; i++) {
            Thread thread = all[i];
            if (thread.getName().equals(DESTROYER)) {
                hasReturned = true;
            } else if (!thread.isDaemon() && !thread.getName().startsWith(OURS)) {
                return false;
            }
        }
        return hasReturned;
    }
}
