/** The command line: {@code procession map}, {@code procession run}. */
@NullMarked
package dev.procession.cli;

import org.jspecify.annotations.NullMarked;
