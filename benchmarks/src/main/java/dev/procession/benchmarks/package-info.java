/** Figures of the library beside those of a peer, measured in the same run and printed as ratios. */
@NullMarked
package dev.procession.benchmarks;

import org.jspecify.annotations.NullMarked;
