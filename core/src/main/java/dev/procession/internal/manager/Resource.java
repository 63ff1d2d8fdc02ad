package dev.procession.internal.manager;

import org.jspecify.annotations.Nullable;

/** What one call has at a time, while others wait for it. Thread safety: any thread. */
interface Resource {
    /** The call, or other work, that has it; {@code null} if none does, or between two. */
    @Nullable
    Runnable holder();
}
