package dev.procession.internal.manager;

import dev.procession.internal.codec.HeapSource;
import dev.procession.internal.codec.ObjectCodec;
import java.util.Arrays;

/** Something a client put into an object: kept as it came, and looked into only if it must be. Immutable. */
final class EncodedValue {
    private static final long[] NONE = {};

    private final byte[] bytes;
    private final long[] objects;

    /** An encoded object, and which objects of the manager are in it. */
    EncodedValue(byte[] bytes, long[] objects) {
        this.bytes = bytes;
        this.objects = objects;
    }

    /** Reads one as {@link dev.procession.internal.proxy.Protocol} says. */
    static EncodedValue read(HeapSource source) {
        byte[] bytes = new byte[checked("bytes of a value", source.getInt(), source.remaining())];
        source.getBytes(bytes, 0, bytes.length);
        int count = checked("objects in a value", source.getVarint(), source.remaining() / Long.BYTES);
        if (count == 0) {
            return new EncodedValue(bytes, NONE);
        }
        long[] objects = new long[count];
        for (int i = 0; i < count; i++) {
            objects[i] = source.getLong();
        }
        return new EncodedValue(bytes, objects);
    }

    /**
     * How many bytes a value takes that is so far ahead and {@linkplain #isPlain plain}, and so has no objects in it.
     */
    static int bytesIfPlain(HeapSource source, int ahead) {
        return Integer.BYTES + source.peekInt(ahead) + 1;
    }

    private static int checked(String what, int number, long most) {
        if (number < 0 || number > most) {
            throw new ProtocolException(what + "=" + number + ", most that can follow=" + most);
        }
        return number;
    }

    byte[] bytes() {
        return bytes;
    }

    /** The numbers of the objects that it refers to. */
    long[] objects() {
        return objects;
    }

    boolean hasObjects() {
        return objects.length > 0;
    }

    /** Whether it is one of the JDK's own single values; {@link ObjectCodec#isPlain}. */
    boolean isPlain() {
        return bytes.length > 0 && ObjectCodec.isPlain(bytes[0]);
    }

    HeapSource source() {
        return new HeapSource(bytes, 0, bytes.length);
    }

    /** Whether both have the same form; they may be equal without. */
    boolean isSame(EncodedValue other) {
        return Arrays.equals(bytes, other.bytes);
    }
}
