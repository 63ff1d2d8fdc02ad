/** Functional types whose lambdas are serializable without a cast, so that they can run in another process. */
@NullMarked
package dev.procession.function;

import org.jspecify.annotations.NullMarked;
