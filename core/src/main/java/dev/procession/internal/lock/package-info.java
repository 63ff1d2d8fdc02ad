/** Locks and counters in shared memory that survive the death of whoever holds them. */
@NullMarked
package dev.procession.internal.lock;

import org.jspecify.annotations.NullMarked;
