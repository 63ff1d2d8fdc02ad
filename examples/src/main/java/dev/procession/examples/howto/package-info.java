/** The programs of the how-to pages, each whole on its page. */
@NullMarked
package dev.procession.examples.howto;

import org.jspecify.annotations.NullMarked;
