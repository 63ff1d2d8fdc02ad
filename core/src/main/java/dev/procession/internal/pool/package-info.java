/** The scheduler of process pools: who runs what, what happens when a worker dies, and how results come home. */
@NullMarked
package dev.procession.internal.pool;

import org.jspecify.annotations.NullMarked;
