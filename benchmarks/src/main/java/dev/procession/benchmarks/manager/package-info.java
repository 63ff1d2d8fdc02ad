/** Calls of a manager's objects. */
@NullMarked
package dev.procession.benchmarks.manager;

import org.jspecify.annotations.NullMarked;
