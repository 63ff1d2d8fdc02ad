/**
 * Rings of records in shared memory: of a queue, with many producers and consumers, and of a pipe, with one of each.
 */
@NullMarked
package dev.procession.internal.ring;

import org.jspecify.annotations.NullMarked;
