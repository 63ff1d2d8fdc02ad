package dev.procession.internal.session;

import dev.procession.internal.wait.SegmentContext;

/** Callbacks of the site of a shared object to the owner of the session's segments. */
interface SiteKeeper {
    /** Keeps the memory mapped, and the object in it, until the session ends. */
    void keep(SegmentContext site);

    /** Closes, and removes, the segment in {@code file}, if it was made. */
    void closeAndDelete(String file);
}
