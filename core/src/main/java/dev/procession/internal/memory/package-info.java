/** Memory that processes share: the one way to touch it, and words that show when they were damaged. */
@NullMarked
package dev.procession.internal.memory;

import org.jspecify.annotations.NullMarked;
