package dev.procession.internal.codec;

/**
 * A serializable class of the codec's own that JDK serialization makes in the place of another. A frame cannot name
 * it: the codec gives it to objects whose class it has checked.
 */
interface OwnForm {}
