/** What was measured, as it is kept and shown: JSON, tables, plots, and the goals beside the figures. */
@NullMarked
package dev.procession.benchmarks.page;

import org.jspecify.annotations.NullMarked;
