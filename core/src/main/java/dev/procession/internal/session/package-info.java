/** This process's membership in sessions: the segments it has open, the other processes, and how both end. */
@NullMarked
package dev.procession.internal.session;

import org.jspecify.annotations.NullMarked;
