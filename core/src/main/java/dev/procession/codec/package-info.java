/** How values become bytes: what can be sent, how to teach the library a type, and what is thrown when it cannot. */
@NullMarked
package dev.procession.codec;

import org.jspecify.annotations.NullMarked;
