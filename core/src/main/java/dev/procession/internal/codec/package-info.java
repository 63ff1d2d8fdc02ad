/** Bytes and objects: how tasks, arguments, results and failures become frames and come back. */
@NullMarked
package dev.procession.internal.codec;

import org.jspecify.annotations.NullMarked;
