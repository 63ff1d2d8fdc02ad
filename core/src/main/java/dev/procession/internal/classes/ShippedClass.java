package dev.procession.internal.classes;

import dev.procession.internal.codec.HeapSource;
import java.util.Map;

/**
 * A class as it travels.
 *
 * @param name its binary name
 * @param bytes its class file
 * @param statics encoded values of static fields that are part of a program's state, by field name; as a rule there
 *     are none
 */
record ShippedClass(String name, byte[] bytes, Map<String, byte[]> statics) {

    /** A reader of one of the values. */
    static HeapSource source(byte[] value) {
        return new HeapSource(value, 0, value.length);
    }
}
