package dev.procession.internal.codec;

import java.nio.ByteBuffer;

/** Bulk copies between primitive arrays and little-endian bytes. */
@SuppressWarnings("IfChainToSwitch") // a switch on types is an invokedynamic, which a worker's start would pay for
final class PrimitiveArrays {

    private PrimitiveArrays() {}

    /** Copies elements of {@code array} to the start of {@code to}. */
    static void store(Object array, int from, int count, ByteBuffer to) {
        if (array instanceof byte[] bytes) {
            to.put(bytes, from, count);
        } else if (array instanceof char[] chars) {
            to.asCharBuffer().put(chars, from, count);
        } else if (array instanceof short[] shorts) {
            to.asShortBuffer().put(shorts, from, count);
        } else if (array instanceof int[] ints) {
            to.asIntBuffer().put(ints, from, count);
        } else if (array instanceof long[] longs) {
            to.asLongBuffer().put(longs, from, count);
        } else if (array instanceof float[] floats) {
            to.asFloatBuffer().put(floats, from, count);
        } else if (array instanceof double[] doubles) {
            to.asDoubleBuffer().put(doubles, from, count);
        } else {
            boolean[] flags = (boolean[]) array;
            for (int i = from; i < from + count; i++) {
                to.put((byte) (flags[i] ? 1 : 0));
            }
        }
    }

    /** Copies the start of {@code source} into elements of {@code array}. */
    static void load(Object array, int from, int count, ByteBuffer source) {
        if (array instanceof byte[] bytes) {
            source.get(bytes, from, count);
        } else if (array instanceof char[] chars) {
            source.asCharBuffer().get(chars, from, count);
        } else if (array instanceof short[] shorts) {
            source.asShortBuffer().get(shorts, from, count);
        } else if (array instanceof int[] ints) {
            source.asIntBuffer().get(ints, from, count);
        } else if (array instanceof long[] longs) {
            source.asLongBuffer().get(longs, from, count);
        } else if (array instanceof float[] floats) {
            source.asFloatBuffer().get(floats, from, count);
        } else if (array instanceof double[] doubles) {
            source.asDoubleBuffer().get(doubles, from, count);
        } else {
            boolean[] flags = (boolean[]) array;
            for (int i = from; i < from + count; i++) {
                flags[i] = source.get() != 0;
            }
        }
    }
}
