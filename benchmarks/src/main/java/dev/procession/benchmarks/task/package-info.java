/** The pool: its start, its tasks, what it costs when idle. */
@NullMarked
package dev.procession.benchmarks.task;

import org.jspecify.annotations.NullMarked;
