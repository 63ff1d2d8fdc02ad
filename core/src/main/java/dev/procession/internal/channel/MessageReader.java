package dev.procession.internal.channel;

import dev.procession.internal.memory.SharedWords;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * One message to be received: what kind is wanted, and where its bytes go. Reading copies, and runs nothing of the
 * user's.
 *
 * <p>Thread safety: none; it belongs to one receive.
 */
final class MessageReader {
    /** Kinds of records; with {@link #SIDE} added, the record names a segment that has the message. */
    static final int OBJECT = 0;

    static final int BYTES = 1;
    static final int NULL = 2;
    static final int SIDE = 4;

    private final boolean wantsObject;
    private final @Nullable MemorySegment buffer;
    private int kind;
    private @Nullable Object read;

    private MessageReader(boolean wantsObject, @Nullable MemorySegment buffer) {
        this.wantsObject = wantsObject;
        this.buffer = buffer;
    }

    static MessageReader ofObject() {
        return new MessageReader(true, null);
    }

    static MessageReader ofBytes() {
        return new MessageReader(false, null);
    }

    static MessageReader into(MemorySegment buffer) {
        return new MessageReader(false, buffer);
    }

    /** Refuses a message that is not what is wanted; it stays. */
    void check(int actualKind, long length) {
        if (wantsObject == (actualKind == BYTES)) {
            throw new IllegalStateException("receiving from a pipe: the next message is "
                    + (actualKind == BYTES ? "bytes, receive it by recvBytes" : "an object, receive it by recv"));
        }
        if (buffer != null && length > buffer.byteSize()) {
            throw new IllegalArgumentException("receiving from a pipe: bytes of the message=" + length
                    + ", bytes of the buffer=" + buffer.byteSize() + "; the message stays, use a larger buffer");
        }
    }

    /** Copies the message out. */
    void read(int actualKind, SharedWords words, long at, long length) {
        kind = actualKind;
        if (actualKind == NULL) {
            return;
        }
        if (actualKind == OBJECT) {
            read = ElementCodec.copy(words, at, length);
        } else if (buffer != null) {
            words.getBytes(at, buffer, 0, length);
            read = (int) length;
        } else {
            byte[] bytes = new byte[Math.toIntExact(length)];
            words.getBytes(at, bytes, 0, bytes.length);
            read = bytes;
        }
    }

    int kind() {
        return kind;
    }

    Object read() {
        if (read == null) {
            throw new IllegalStateException("nothing was received");
        }
        return read;
    }
}
