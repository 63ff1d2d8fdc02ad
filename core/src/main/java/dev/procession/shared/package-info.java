/** Numbers, arrays and memory that processes share. */
@NullMarked
package dev.procession.shared;

import org.jspecify.annotations.NullMarked;
