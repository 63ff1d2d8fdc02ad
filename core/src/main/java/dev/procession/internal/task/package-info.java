/**
 * The protocol between a pool and each of its workers: which tasks the worker has, which it has begun, and what became
 * of them.
 */
@NullMarked
package dev.procession.internal.task;

import org.jspecify.annotations.NullMarked;
