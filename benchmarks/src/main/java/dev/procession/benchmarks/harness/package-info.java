/** How something is measured beside its peers: in turn, with its processor time, into tables of figures. */
@NullMarked
package dev.procession.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
