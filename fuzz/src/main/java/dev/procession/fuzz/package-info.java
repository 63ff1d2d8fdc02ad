/**
 * Fuzzing: the targets, their corpora, and the JVMs in which Jazzer runs them. Targets that need what a room keeps
 * to itself are in the package of that name.
 */
@NullMarked
package dev.procession.fuzz;

import org.jspecify.annotations.NullMarked;
