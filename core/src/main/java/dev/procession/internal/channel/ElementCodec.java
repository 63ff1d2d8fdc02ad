package dev.procession.internal.channel;

import dev.procession.codec.CodecException;
import dev.procession.internal.codec.ArrayEncoding;
import dev.procession.internal.codec.BoxedScalars;
import dev.procession.internal.codec.EncodingScope;
import dev.procession.internal.codec.HeapSink;
import dev.procession.internal.codec.HeapSource;
import dev.procession.internal.codec.ObjectCodec;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.ring.RecordRing;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Encodes elements to records and decodes them. User code runs only outside the ring's locks: an element is encoded
 * before the put lock is taken, and decoded after the take lock was released. Only boxed primitives and primitive
 * arrays go straight between heap and ring, because they are merely copied.
 *
 * <p>Thread safety: any thread.
 */
final class ElementCodec implements RecordRing.Reader {
    private static final int FIRST_CAPACITY = 512;
    /** A sink that grew beyond this is left to the garbage collector. */
    private static final int MAX_KEPT = 1 << 20;

    private final ObjectCodec codec;
    /**
     * One spare sink. No thread-local: virtual threads come in millions, and a put may run inside another one's
     * encoding.
     */
    private final AtomicReference<@Nullable HeapSink> spare = new AtomicReference<>();

    ElementCodec(ObjectCodec codec) {
        this.codec = codec;
    }

    /**
     * The record for {@code value}; after the put it goes to {@link #release}.
     *
     * @throws CodecException if it cannot be sent
     */
    EncodedElement encode(Object value) {
        long first = BoxedScalars.first(value);
        if (first != 0) {
            return BoxedScalars.isWide(first)
                    ? EncodedElement.ofWords(BoxedScalars.WIDE_BYTES, first, BoxedScalars.second(value))
                    : EncodedElement.ofWords(BoxedScalars.BYTES, first, 0);
        }
        return encodeOther(value, false);
    }

    /** As {@link #encode}, for a record that may have to wait among many others. */
    EncodedElement encodeToKeep(Object value) {
        return BoxedScalars.first(value) != 0 ? encode(value) : encodeOther(value, true);
    }

    private EncodedElement encodeOther(Object value, boolean own) {
        MemorySegment memory = ArrayEncoding.memory(value);
        if (memory != null) {
            long head = ArrayEncoding.head(value, memory);
            return EncodedElement.ofArray(head, ArrayEncoding.headBytes(head), memory);
        }
        HeapSink sink = own ? null : spare.getAndSet(null);
        if (sink == null) {
            sink = new HeapSink(own ? 64 : FIRST_CAPACITY);
        }
        sink.clear();
        if (value instanceof String text) {
            // As the codec writes it, without the codec's tables.
            sink.putString(text);
            return EncodedElement.ofBytes(sink, List.of());
        } else {
            HeapSink target = sink;
            try (EncodingScope scope = EncodingScope.open()) {
                return scope.encode(() -> {
                    codec.encode(value, target);
                    return EncodedElement.ofBytes(target, scope.due());
                });
            }
        }
    }

    /** Gives back what {@code element} was encoded in. */
    void release(EncodedElement element) {
        HeapSink sink = element.sink();
        if (sink != null && sink.array().length <= MAX_KEPT) {
            spare.set(sink);
        }
    }

    @Override
    public Object read(SharedWords words, long at, long length, long position) {
        return copy(words, at, length);
    }

    /** Decodes, so that things that count themselves while they travel have arrived before their message is gone. */
    @Override
    public Object received(Object read) {
        try {
            return new Received(decode(read), null);
        } catch (RuntimeException | Error e) {
            // Thrown to the taker; the element is lost.
            return new Received(null, e);
        }
    }

    /** The decoded element, or the failure. */
    private record Received(
            @Nullable Object element, @Nullable Throwable failure) {
        Object get() {
            return switch (failure) {
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case null, default -> Objects.requireNonNull(element);
            };
        }
    }

    /** Copies a record out: the element itself, or {@link Encoded} bytes. */
    static Object copy(SharedWords words, long at, long length) {
        long head = head(words, at, length);
        if (BoxedScalars.isBox(head)
                && length == (BoxedScalars.isWide(head) ? BoxedScalars.WIDE_BYTES : BoxedScalars.BYTES)) {
            Object box = BoxedScalars.value(head, length > Long.BYTES ? words.getLong(at + Long.BYTES) : 0);
            if (box != null) {
                return box;
            }
        }
        Object array = ArrayEncoding.make(head, length);
        MemorySegment memory = array == null ? null : ArrayEncoding.memory(array);
        if (array != null && memory != null) {
            words.getBytes(at + length - memory.byteSize(), memory, 0, memory.byteSize());
            return array;
        }
        byte[] bytes = new byte[Math.toIntExact(length)];
        words.getBytes(at, bytes, 0, bytes.length);
        return new Encoded(bytes);
    }

    private static long head(SharedWords words, long at, long length) {
        if (length >= Long.BYTES) {
            return words.getLong(at);
        }
        long head = 0;
        for (int i = 0; i < length; i++) {
            head |= (words.getByte(at + i) & 0xFFL) << (i * Byte.SIZE);
        }
        return head;
    }

    /**
     * The element that {@link #copy} copied, or that was {@link #received}; the calling thread's context class
     * loader finds its classes.
     *
     * @throws CodecException if it cannot be decoded here
     */
    Object decode(Object read) {
        return switch (read) {
            case Encoded encoded -> decode(encoded.bytes);
            case Received received -> received.get();
            default -> read;
        };
    }

    private Object decode(byte[] bytes) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        HeapSource source = new HeapSource(bytes, 0, bytes.length);
        Object value;
        try (EncodingScope scope = EncodingScope.open()) {
            try {
                value = codec.decode(source, loader == null ? ElementCodec.class.getClassLoader() : loader);
            } finally {
                scope.releaseAll(); // also if it cannot be decoded: what was in it is lost
            }
        }
        if (value == null || source.remaining() != 0) {
            throw new CodecException("decoding an element failed: bytes=" + bytes.length + ", bytes left over="
                    + source.remaining() + ", null=" + (value == null)
                    + "; likely cause: a class whose readResolve answers null, or a damaged record");
        }
        return value;
    }

    /** Elements are taken as they were put: the type is the user's promise. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    static <E> E cast(Object element) {
        return (E) element;
    }

    /** Bytes copied out of a ring. */
    private static final class Encoded {
        private final byte[] bytes;

        Encoded(byte[] bytes) {
            this.bytes = bytes;
        }
    }
}
