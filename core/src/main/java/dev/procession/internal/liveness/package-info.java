/**
 * Which processes are alive: every process of a session holds a lock on its own byte of one file, which the kernel
 * releases at its death.
 */
@NullMarked
package dev.procession.internal.liveness;

import org.jspecify.annotations.NullMarked;
