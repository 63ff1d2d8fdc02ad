/** Programs to read and run; each ends with a status other than zero if it did not see what it expected. */
@NullMarked
package dev.procession.examples;

import org.jspecify.annotations.NullMarked;
