package dev.procession.internal.codec;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Frames of primitive arrays, taken apart so that they can be copied once, between the array and shared memory: a
 * head of two to six bytes, and the array's own memory. The bytes are those that {@link ObjectCodec} writes.
 *
 * <pre>
 *   byte 0        1                  head
 *        +--------+------------------+-------------------------+
 *        | tag    | length (varint)  | elements, little-endian |
 *        +--------+------------------+-------------------------+
 * </pre>
 *
 * <p>Only where the processor is little-endian; elsewhere, and for arrays of booleans, no array is one of ours.
 */
@SuppressWarnings("IfChainToSwitch") // a switch on types is an invokedynamic, which a worker's start would pay for
public final class ArrayEncoding {
    /** The longest head. */
    public static final int MAX_HEAD_BYTES = 6;

    private static final boolean NATIVE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private ArrayEncoding() {}

    /** The memory of a primitive array; null for anything else. */
    public static @Nullable MemorySegment memory(Object value) {
        if (!NATIVE || !value.getClass().isArray()) {
            return null;
        }
        if (value instanceof byte[] bytes) {
            return MemorySegment.ofArray(bytes);
        } else if (value instanceof int[] ints) {
            return MemorySegment.ofArray(ints);
        } else if (value instanceof long[] longs) {
            return MemorySegment.ofArray(longs);
        } else if (value instanceof double[] doubles) {
            return MemorySegment.ofArray(doubles);
        } else if (value instanceof float[] floats) {
            return MemorySegment.ofArray(floats);
        } else if (value instanceof char[] chars) {
            return MemorySegment.ofArray(chars);
        } else if (value instanceof short[] shorts) {
            return MemorySegment.ofArray(shorts);
        }
        return null;
    }

    /** The head of the frame of an array, its first byte lowest. */
    public static long head(Object array, MemorySegment memory) {
        int tag = Tags.ofJdkClass(array.getClass().getName());
        long head = tag;
        int rest = (int) (memory.byteSize() / CollectionEncoding.elementBytes(tag));
        int shift = Byte.SIZE;
        while ((rest & ~0x7F) != 0) {
            head |= (long) ((rest & 0x7F) | 0x80) << shift;
            rest >>>= 7;
            shift += Byte.SIZE;
        }
        return head | (long) rest << shift;
    }

    /** The length of the head in {@code head}, in bytes; more than {@link #MAX_HEAD_BYTES} if it is none. */
    public static int headBytes(long head) {
        int bytes = 2;
        while (bytes <= MAX_HEAD_BYTES && (head >>> ((bytes - 1) * Byte.SIZE) & 0x80) != 0) {
            bytes++;
        }
        return bytes;
    }

    /**
     * A new array for the frame that begins with {@code head}.
     *
     * @param frameBytes the length of the whole frame; nothing is allocated unless it is what the head says
     * @return null if it is no frame of a primitive array
     */
    public static @Nullable Object make(long head, long frameBytes) {
        int tag = (int) head & 0xFF;
        if (!NATIVE || tag < Tags.BYTES || tag > Tags.DOUBLES || tag == Tags.BOOLEANS) {
            return null;
        }
        int headBytes = headBytes(head);
        if (headBytes > MAX_HEAD_BYTES) {
            return null;
        }
        long length = 0;
        for (int i = 1; i < headBytes; i++) {
            length |= ((head >>> (i * Byte.SIZE)) & 0x7F) << ((i - 1) * 7);
        }
        if (length * CollectionEncoding.elementBytes(tag) != frameBytes - headBytes) {
            return null;
        }
        int elements = (int) length;
        return switch (tag) {
            case Tags.BYTES -> new byte[elements];
            case Tags.SHORTS -> new short[elements];
            case Tags.CHARS -> new char[elements];
            case Tags.INTS -> new int[elements];
            case Tags.LONGS -> new long[elements];
            case Tags.FLOATS -> new float[elements];
            default -> new double[elements];
        };
    }
}
