package dev.procession.internal.segment;

/** Names of the directories of sessions, and of files that more than one class knows. */
public final class DirectoryNames {
    /** What the names of all directories of sessions begin with. */
    public static final String PREFIX = "procession-";

    /** What the names of files begin with that a process of the session reads when it starts. */
    public static final String ARGUMENTS_PREFIX = "args-";

    /** What the names of directories begin with that hold what a session has no room for in its own. */
    public static final String SPILL_PREFIX = "procession-spill-";

    /** What the names of directories begin with that are being made, or removed. */
    public static final String NEW_PREFIX = "procession-new-";

    /** The name of the lock file, which is the last to be removed: without it nothing says that the rest is dead. */
    public static final String LOCK = "lock";

    /**
     * Length of what makes names unique, the same for every process number: so the length of a path does not depend
     * on that.
     */
    private static final int SUFFIX_LENGTH = 18;

    private DirectoryNames() {}

    /**
     * Unique, and no secret, which the directory's permissions keep; a secure random number would cost tens of
     * milliseconds. Always of the same length.
     */
    static String newSuffix() {
        long mixed = (System.nanoTime() ^ (long) System.identityHashCode(new Object()) << Integer.SIZE)
                * 0x9e3779b97f4a7c15L;
        String digits = Long.toHexString(mixed | Long.MIN_VALUE);
        String pid = Long.toString(ProcessHandle.current().pid());
        return pid + "-" + digits.substring(digits.length() + pid.length() + 1 - SUFFIX_LENGTH);
    }
}
