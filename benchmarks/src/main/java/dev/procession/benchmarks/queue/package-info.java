/** Elements and records from one process to another. */
@NullMarked
package dev.procession.benchmarks.queue;

import org.jspecify.annotations.NullMarked;
