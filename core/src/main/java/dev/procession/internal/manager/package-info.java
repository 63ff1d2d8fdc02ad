/**
 * The server's side of a manager: the objects, whose turn it is at each, who holds them, and the loop that reads what
 * clients ask.
 */
@NullMarked
package dev.procession.internal.manager;

import org.jspecify.annotations.NullMarked;
