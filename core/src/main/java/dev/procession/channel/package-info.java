/** Queues and pipes between processes. */
@NullMarked
package dev.procession.channel;

import org.jspecify.annotations.NullMarked;
