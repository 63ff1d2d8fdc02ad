/**
 * Numbers, arrays and memory that processes share, and the manager, whose objects live in one process and are used by
 * all.
 */
@NullMarked
package dev.procession.shared;

import org.jspecify.annotations.NullMarked;
