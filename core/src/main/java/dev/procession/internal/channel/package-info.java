/**
 * Queues on the rings in shared memory: elements become records and records elements, and the contracts of the public
 * interfaces.
 */
@NullMarked
package dev.procession.internal.channel;

import org.jspecify.annotations.NullMarked;
