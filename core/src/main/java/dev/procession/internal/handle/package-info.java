/** Queues, pipes, locks and numbers as values: made in a session, sent as a name, found again where they arrive. */
@NullMarked
package dev.procession.internal.handle;

import org.jspecify.annotations.NullMarked;
