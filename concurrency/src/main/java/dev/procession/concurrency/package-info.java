/** The structures of shared memory in one JVM, under tools that look at threads: jcstress and Lincheck. */
@NullMarked
package dev.procession.concurrency;

import org.jspecify.annotations.NullMarked;
