/** Locks and other synchronizers between processes, which survive the death of their holder. */
@NullMarked
package dev.procession.sync;

import org.jspecify.annotations.NullMarked;
