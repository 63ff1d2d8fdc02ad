package dev.procession.internal.handle;

import java.io.Serializable;

/** A live reference to something that is not in a segment of its own, and travels as a handle all the same. */
public interface HandleSource {
    /** The object that travels in its place; its {@code readResolve} finds the original where it arrives. */
    Serializable handle();
}
