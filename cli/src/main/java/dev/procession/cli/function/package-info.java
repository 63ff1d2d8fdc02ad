/** From an expression, a source file or a class name to a function that can be sent to workers. */
@NullMarked
package dev.procession.cli.function;

import org.jspecify.annotations.NullMarked;
