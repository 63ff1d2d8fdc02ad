/**
 * The control link between a parent and each of its children: frames over a Unix-domain socket, whose end of file is
 * a death.
 */
@NullMarked
package dev.procession.internal.control;

import org.jspecify.annotations.NullMarked;
