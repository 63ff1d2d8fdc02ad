/** How the library's own threads outlive a failure and a heap that is full. */
@NullMarked
package dev.procession.internal.service;

import org.jspecify.annotations.NullMarked;
