/**
 * The crash simulator: shared memory whose process dies before a chosen store, and the peers that find what it left
 * behind.
 */
@NullMarked
package dev.procession.simulator;

import org.jspecify.annotations.NullMarked;
