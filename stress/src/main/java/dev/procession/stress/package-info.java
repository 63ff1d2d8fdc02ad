/**
 * Real kills: processes die at random and inside operations, and what the others have must be whole. One harness has
 * the seats of the processes, the book of what they say and its audit; the runs differ in what the processes do and
 * which faults they meet.
 */
@NullMarked
package dev.procession.stress;

import org.jspecify.annotations.NullMarked;
