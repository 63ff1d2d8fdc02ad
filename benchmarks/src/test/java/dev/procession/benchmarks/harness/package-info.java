/** Tests. */
@NullMarked
package dev.procession.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
