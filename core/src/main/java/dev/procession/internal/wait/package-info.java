/**
 * Waiting for another process without using the processor: wait points in shared memory, and the doorbell that ends a
 * wait.
 */
@NullMarked
package dev.procession.internal.wait;

import org.jspecify.annotations.NullMarked;
