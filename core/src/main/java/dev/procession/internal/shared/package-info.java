/** Numbers, arrays and blocks in shared memory, without copies. */
@NullMarked
package dev.procession.internal.shared;

import org.jspecify.annotations.NullMarked;
