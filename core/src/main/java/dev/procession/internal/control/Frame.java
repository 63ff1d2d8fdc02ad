package dev.procession.internal.control;

import dev.procession.internal.codec.HeapSource;

/** One frame as it was received; its receiver must not change it. */
public final class Frame {
    private final int type;
    private final byte[] payload;

    Frame(int type, byte[] payload) {
        this.type = type;
        this.payload = payload;
    }

    /** One of {@link FrameType}. */
    public int type() {
        return type;
    }

    /** The bytes after the type. */
    public byte[] payload() {
        return payload;
    }

    /** A new reader of the payload, at its beginning. */
    public HeapSource source() {
        return new HeapSource(payload, 0, payload.length);
    }
}
