/** Real kills: processes die at random and inside operations, and what the others have must be whole. */
@NullMarked
package dev.procession.stress;

import org.jspecify.annotations.NullMarked;
