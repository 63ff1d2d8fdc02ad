package dev.procession.internal.segment;

/** Names of the directories of sessions, and of files that more than one class knows. */
public final class DirectoryNames {
    /** Prefix of the names of all directories of sessions. */
    public static final String PREFIX = "procession-";

    /** Prefix of the names of the argument files that a child reads when it starts. */
    public static final String ARGUMENTS_PREFIX = "args-";

    /** Prefix of the names of spill directories. */
    public static final String SPILL_PREFIX = "procession-spill-";

    /** Prefix of the names of directories that are being made or removed. */
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
