/** This process's membership in sessions: the segments it has open, who else is there, and how both end. */
@NullMarked
package dev.procession.internal.session;

import org.jspecify.annotations.NullMarked;
