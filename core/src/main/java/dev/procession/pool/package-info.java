/**
 * Process pools: tasks run in worker processes that can crash, be killed and be replaced without harm to the rest.
 */
@NullMarked
package dev.procession.pool;

import org.jspecify.annotations.NullMarked;
