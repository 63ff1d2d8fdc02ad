/**
 * A session with everything in it, under a program of faults drawn from a seed; and the books by which one sees what
 * it cost.
 */
@NullMarked
package dev.procession.stress.chaos;

import org.jspecify.annotations.NullMarked;
