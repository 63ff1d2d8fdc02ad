/** Records between two processes: one sends, the other receives, and what is too long for a ring has its own segment. */
@NullMarked
package dev.procession.internal.message;

import org.jspecify.annotations.NullMarked;
