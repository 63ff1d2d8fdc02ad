/** Class shipping: a child asks its parent for the classes that its own class path lacks. */
@NullMarked
package dev.procession.internal.classes;

import org.jspecify.annotations.NullMarked;
