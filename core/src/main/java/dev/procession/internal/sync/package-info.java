/** Locks and other synchronizers as their users see them. */
@NullMarked
package dev.procession.internal.sync;

import org.jspecify.annotations.NullMarked;
