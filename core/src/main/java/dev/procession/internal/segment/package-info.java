/** Where a session's files live: one private directory, made, named and removed as a whole. */
@NullMarked
package dev.procession.internal.segment;

import org.jspecify.annotations.NullMarked;
