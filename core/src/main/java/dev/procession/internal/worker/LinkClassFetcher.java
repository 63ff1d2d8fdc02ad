package dev.procession.internal.worker;

import dev.procession.internal.classes.ClassFetcher;
import dev.procession.internal.codec.HeapSink;
import dev.procession.internal.control.ControlLink;
import dev.procession.internal.control.Frame;
import dev.procession.internal.control.FrameType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Asks the parent for classes over the control link. A thread that is interrupted while it waits goes on waiting
 * and keeps its interrupt: the JVM would remember a class whose loading was cut short as missing forever.
 *
 * <p>Thread safety: every method may be called from any thread. When the parent dies this process is halted, so that no
 * thread waits.
 */
final class LinkClassFetcher implements ClassFetcher {
    private final ControlLink link;
    private final AtomicLong lastRequest = new AtomicLong();
    private final Map<Long, CompletableFuture<byte[]>> waiting = new ConcurrentHashMap<>();

    LinkClassFetcher(ControlLink link) {
        this.link = link;
    }

    @Override
    public byte[] fetch(int loaderId, String className) throws IOException {
        long request = lastRequest.incrementAndGet();
        byte[] name = className.getBytes(StandardCharsets.UTF_8);
        HeapSink head = new HeapSink(16);
        head.putLong(request);
        head.putInt(loaderId);
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        waiting.put(request, answer);
        try {
            link.send(FrameType.CLASS_REQUEST, head.toByteArray(), name);
            return answer.join();
        } finally {
            waiting.remove(request);
        }
    }

    /** An answer has arrived. */
    void reply(Frame frame) {
        byte[] payload = frame.payload();
        long request = frame.source().getLong();
        byte[] body = new byte[payload.length - Long.BYTES];
        System.arraycopy(payload, Long.BYTES, body, 0, body.length);
        CompletableFuture<byte[]> answer = waiting.get(request);
        if (answer != null) {
            answer.complete(body);
        }
    }
}
