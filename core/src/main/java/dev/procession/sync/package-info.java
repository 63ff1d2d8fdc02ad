/** Locks and other synchronizers between processes, which survive the death of who holds them. */
@NullMarked
package dev.procession.sync;

import org.jspecify.annotations.NullMarked;
