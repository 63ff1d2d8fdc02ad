/** The parent's side of a child: start it, receive its messages, learn how it ended, end it. */
@NullMarked
package dev.procession.internal.supervise;

import org.jspecify.annotations.NullMarked;
