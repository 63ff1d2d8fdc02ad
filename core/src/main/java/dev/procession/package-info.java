/** The facade; nothing of the library imports it. */
@NullMarked
package dev.procession;

import org.jspecify.annotations.NullMarked;
