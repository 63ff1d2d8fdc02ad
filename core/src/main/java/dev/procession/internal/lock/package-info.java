/** Locks and counters in shared memory that survive the death of their holder. */
@NullMarked
package dev.procession.internal.lock;

import org.jspecify.annotations.NullMarked;
