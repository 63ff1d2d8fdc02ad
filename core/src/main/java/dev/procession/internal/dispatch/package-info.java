/** The shared memory between a manager's server and its clients: where the server waits, and a channel for each client. */
@NullMarked
package dev.procession.internal.dispatch;

import org.jspecify.annotations.NullMarked;
