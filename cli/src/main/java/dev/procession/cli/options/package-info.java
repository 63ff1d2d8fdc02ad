/** What the user asked for: the command line, parsed and checked. */
@NullMarked
package dev.procession.cli.options;

import org.jspecify.annotations.NullMarked;
