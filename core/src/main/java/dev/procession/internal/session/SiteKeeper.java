package dev.procession.internal.session;

import dev.procession.internal.wait.SegmentContext;

/** What the site of a shared thing asks of those that have all segments of the session. */
interface SiteKeeper {
    /** Keeps the memory mapped, and the thing in it, until the session ends. */
    void keep(SegmentContext site);

    /** Closes, and removes, the segment in {@code file}, if it was made. */
    void closeAndDelete(String file);
}
