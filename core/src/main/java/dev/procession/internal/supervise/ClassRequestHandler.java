package dev.procession.internal.supervise;

import dev.procession.internal.classes.ClassServer;
import dev.procession.internal.codec.HeapSource;
import dev.procession.internal.control.Frame;
import dev.procession.internal.control.FrameType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Answers a child's request for a class. A {@link FrameType#CLASS_REQUEST} is the number of the request (8 bytes),
 * that of the loader (4), and the name of the class; a {@link FrameType#CLASS_REPLY} is the number of the request
 * and the answer.
 */
final class ClassRequestHandler {
    private static final int HEAD_BYTES = Long.BYTES + Integer.BYTES;

    private ClassRequestHandler() {}

    /** Takes the two parts of an answer to a child. */
    interface Reply {
        void send(byte[] number, byte[] answer) throws IOException;
    }

    static void answer(ClassServer classes, Frame request, Reply reply) throws IOException {
        byte[] payload = request.payload();
        HeapSource source = request.source();
        source.getLong();
        int loaderId = source.getInt();
        String name = new String(payload, HEAD_BYTES, payload.length - HEAD_BYTES, StandardCharsets.UTF_8);
        byte[] number = Arrays.copyOf(payload, Long.BYTES);
        reply.send(number, classes.answer(loaderId, name));
    }
}
