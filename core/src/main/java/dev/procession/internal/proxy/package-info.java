/** The client's side of a manager: requests, replies, and what the user gets. */
@NullMarked
package dev.procession.internal.proxy;

import org.jspecify.annotations.NullMarked;
