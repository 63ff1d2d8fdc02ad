package dev.procession.sync;

/** What happens to a {@link ProcessLock} whose holder dies. */
public enum OwnerDeathPolicy {
    /** The lock is free again; {@link ProcessLock#wasAbandoned()} tells its next holder. The default. */
    RELEASE,
    /**
     * The lock is free again, but locking it throws {@link OwnerDiedException}, in every process, until one has
     * {@linkplain ProcessLock#repair repaired} what it protects.
     */
    REPORT
}
