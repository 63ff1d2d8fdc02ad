/** From arguments or the bytes of standard input to items, lazily. */
@NullMarked
package dev.procession.cli.input;

import org.jspecify.annotations.NullMarked;
