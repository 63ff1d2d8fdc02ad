/** The child's side: what runs in a worker JVM, from standard input to the last result. */
@NullMarked
package dev.procession.internal.worker;

import org.jspecify.annotations.NullMarked;
