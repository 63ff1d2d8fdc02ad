package dev.procession.internal.control;

import dev.procession.internal.codec.HeapSink;
import dev.procession.internal.codec.HeapSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * The first frame of every child: proves that it was started by this session, and by the same version of the library.
 *
 * <pre>
 *   byte   0       4         8                40         44
 *        +-------+---------+----------------+----------+
 *        | magic | version | token (32 B)   | child id |
 *        +-------+---------+----------------+----------+
 * </pre>
 *
 * @param childId the id that the parent gave to the child
 */
record Handshake(int childId) {
    /** The version of the protocol; both sides come from one jar, so that a difference is a mixture of jars. */
    static final int VERSION = 2;

    /** The length of a session's token. */
    static final int TOKEN_BYTES = 32;

    private static final int MAGIC = 0x5052_4353;
    private static final int PAYLOAD_BYTES = 4 + 4 + TOKEN_BYTES + 4;

    /** Length of its frame, in bytes, as a frame counts it; before a peer is authenticated, no longer frame is read. */
    static final int FRAME_BYTES = 1 + PAYLOAD_BYTES;

    byte[] encode(byte[] token) {
        HeapSink sink = new HeapSink(PAYLOAD_BYTES);
        sink.putInt(MAGIC);
        sink.putInt(VERSION);
        sink.putBytes(token, 0, TOKEN_BYTES);
        sink.putInt(childId);
        return sink.toByteArray();
    }

    /**
     * Reads a hello.
     *
     * @throws IOException if it is not one, or its version or token are not the session's; the message tells no
     *     secret
     */
    static Handshake decode(@Nullable Frame frame, byte[] token) throws IOException {
        if (frame == null || frame.type() != FrameType.HELLO || frame.payload().length != PAYLOAD_BYTES) {
            throw new IOException("handshake: not a child of this library");
        }
        HeapSource source = frame.source();
        int magic = source.getInt();
        int version = source.getInt();
        if (magic != MAGIC || version != VERSION) {
            throw new IOException("handshake: the child speaks version=" + version + ", the parent version=" + VERSION
                    + "; two versions of procession-core are on the child's class path");
        }
        byte[] shown = new byte[TOKEN_BYTES];
        source.getBytes(shown, 0, TOKEN_BYTES);
        if (!MessageDigest.isEqual(shown, token)) {
            throw new IOException("handshake: wrong token");
        }
        return new Handshake(source.getInt());
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
