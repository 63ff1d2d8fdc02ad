/** The backend of one machine: composes the rooms below into sessions, pools and child processes. */
@NullMarked
package dev.procession.internal.local;

import org.jspecify.annotations.NullMarked;
