/**
 * The contract of a backend: the shared-memory backend of one machine is built in, others are found by service loader.
 */
@NullMarked
package dev.procession.spi;

import org.jspecify.annotations.NullMarked;
