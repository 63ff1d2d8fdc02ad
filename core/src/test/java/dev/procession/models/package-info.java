/** The models of the shared memory's protocols, checked by Spin. */
@NullMarked
package dev.procession.models;

import org.jspecify.annotations.NullMarked;
