/** Tests. */
@NullMarked
package dev.procession.benchmarks.page;

import org.jspecify.annotations.NullMarked;
