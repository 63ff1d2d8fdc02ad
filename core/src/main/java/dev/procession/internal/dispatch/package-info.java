/**
 * The shared memory between a pool and each of its workers: which tasks it has, which it has begun, and what became
 * of them.
 */
@NullMarked
package dev.procession.internal.dispatch;

import org.jspecify.annotations.NullMarked;
