package dev.procession.internal.codec;

import dev.procession.codec.CodecException;
import java.io.ObjectInputFilter;
import org.jspecify.annotations.Nullable;

/**
 * The library's filter for JDK deserialization. Always: no arrays larger than the frame can fill, which a flipped bit
 * would otherwise turn into an {@code OutOfMemoryError}. With a class filter: no class that it refuses, and no deeper
 * than {@link DecodeLimits}. The numbers of references and bytes are bounded by the length of the frame.
 *
 * <p>The names of classes do not come this way: {@link JdkInput} checks them before they are loaded. This filter checks
 * the superclasses that a frame has left out, and the results of {@code readResolve}.
 *
 * <p>Thread safety: none; one per root.
 */
final class JdkSerialFilter implements ObjectInputFilter {

    /** A hash table may be this many times longer than the bytes of its entries (load factor 1/4, power of two). */
    private static final long SLOTS_PER_BYTE = 16;

    private static final long SMALL = 1024;

    private final @Nullable ClassFilter gate;
    private final long frameBytes;
    private long slots;
    private long primitiveBytes;

    JdkSerialFilter(@Nullable ClassFilter gate, long frameBytes) {
        this.gate = gate;
        this.frameBytes = frameBytes;
    }

    @Override
    public Status checkInput(FilterInfo info) {
        Class<?> type = info.serialClass();
        if (gate != null) {
            if (info.depth() > DecodeLimits.MAX_JDK_DEPTH) {
                throw DecodeLimits.tooDeep(info.depth(), DecodeLimits.MAX_JDK_DEPTH);
            }
            if (type != null) {
                gate.checkMade(type);
            }
        }
        if (type != null && type.isArray() && info.arrayLength() >= 0) {
            claim(type.getComponentType(), info.arrayLength());
        }
        return Status.UNDECIDED;
    }

    /** All arrays together, for those that contain each other are all there at once. */
    private void claim(Class<?> component, long length) {
        if (component.isPrimitive()) {
            primitiveBytes += length * elementBytes(component);
        } else {
            slots += length;
        }
        long slotLimit = SLOTS_PER_BYTE * frameBytes + SMALL;
        if (primitiveBytes > frameBytes + SMALL || slots > slotLimit) {
            throw new CodecException("decoding refused: array length=" + length + " of " + component.getName()
                    + ", bytes of primitive arrays so far=" + primitiveBytes + ", limit=" + (frameBytes + SMALL)
                    + ", slots of other arrays so far=" + slots + ", limit=" + slotLimit + " for a frame of bytes="
                    + frameBytes + "; the frame is corrupt");
        }
    }

    private static int elementBytes(Class<?> primitive) {
        if (primitive == long.class || primitive == double.class) {
            return 8;
        }
        if (primitive == int.class || primitive == float.class) {
            return 4;
        }
        return primitive == short.class || primitive == char.class ? 2 : 1;
    }

    /** The information for a filter about a class met on the fast path. */
    record ClassOnly(Class<?> serialClass) implements FilterInfo {
        @Override
        public long arrayLength() {
            return -1;
        }

        @Override
        public long depth() {
            return 1;
        }

        @Override
        public long references() {
            return 1;
        }

        @Override
        public long streamBytes() {
            return 0;
        }
    }
}
