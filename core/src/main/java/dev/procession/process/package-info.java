/** Child processes, how they end, and what a process can know of itself. */
@NullMarked
package dev.procession.process;

import org.jspecify.annotations.NullMarked;
