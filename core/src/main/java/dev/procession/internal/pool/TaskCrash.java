package dev.procession.internal.pool;

import dev.procession.internal.supervise.Child;
import dev.procession.internal.supervise.ExitReport;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An element that ran when its worker died.
 *
 * @param chunk whose element
 * @param index which of its elements
 * @param attempt the number of the attempt
 * @param reason why the element was being ended
 * @param killed whether the worker was killed for that
 * @param terminationCause why the pool ended the worker; {@code null} if it did not, or for another reason
 * @param ran how long it had run
 * @param residentBytes how much memory the worker had when last looked at; 0 if nobody has looked
 * @param report how the worker ended
 * @param child the worker
 */
record TaskCrash(
        Chunk chunk,
        int index,
        int attempt,
        TerminationReason reason,
        boolean killed,
        @Nullable Throwable terminationCause,
        Duration ran,
        long residentBytes,
        ExitReport report,
        Child child) {}
