/** There and back through a pipe, and locks. */
@NullMarked
package dev.procession.benchmarks.trip;

import org.jspecify.annotations.NullMarked;
