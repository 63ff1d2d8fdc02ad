/**
 * Turns options into a running JVM: command line, class path, heap and processor slices, standard streams, AOT cache.
 */
@NullMarked
package dev.procession.internal.launch;

import org.jspecify.annotations.NullMarked;
