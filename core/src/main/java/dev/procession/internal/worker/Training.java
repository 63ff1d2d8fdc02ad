package dev.procession.internal.worker;

import dev.procession.function.Fn;
import dev.procession.internal.codec.HeapSink;
import dev.procession.internal.codec.ObjectCodec;
import dev.procession.internal.control.Batch;
import dev.procession.internal.control.CallKind;
import dev.procession.internal.control.ChildConfig;
import dev.procession.internal.control.ControlLink;
import dev.procession.internal.control.ControlServer;
import dev.procession.internal.control.Frame;
import dev.procession.internal.control.FrameType;
import dev.procession.internal.control.LinkListener;
import dev.procession.internal.liveness.LivenessFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a worker does, done once in a JVM of its own that plays both parts, so that the JVM can record the classes and code a worker
 * needs and keep them in the ahead-of-time cache.
 */
final class Training {
    private static final int CHILD = 1;

    private Training() {}

    /** Runs in {@code directory}, which is the caller's to remove: this process may be killed at any time. */
    static void run(Path directory) throws IOException {
        try (ControlServer server = new ControlServer(directory);
                LivenessFile liveness = LivenessFile.create(directory)) {
            liveness.claim(0);
            server.expect(CHILD, new Parent());
            ChildConfig config =
                    new ChildConfig(server.socket(), directory, server.token(), CHILD, CHILD, "training", 0, false);
            WorkerMain.serve(ChildConfig.decode(config.encode()));
        }
    }

    /** Gives the worker one batch of usual calls, and then its leave. */
    private static final class Parent implements LinkListener {
        private static final List<Object> ARGUMENTS =
                List.of(1, 2L, 3.0, "text", List.of("a", 1), Map.of("k", "v"), new byte[16], new int[4]);

        private final ObjectCodec codec = ObjectCodec.create(List.of());
        private @org.jspecify.annotations.Nullable ControlLink link;
        private int results;

        @Override
        public void opened(ControlLink opened) {
            link = opened;
            HeapSink nothing = new HeapSink(16);
            nothing.putInt(0);
            nothing.putByte(0);
            nothing.putByte(0);
            send(FrameType.START, nothing.toByteArray());
        }

        @Override
        public void received(Frame frame) {
            switch (frame.type()) {
                case FrameType.READY -> send(FrameType.BATCH, batch().encode());
                case FrameType.RESULT -> {
                    results++;
                    if (results == ARGUMENTS.size()) {
                        send(FrameType.SHUTDOWN);
                    }
                }
                default -> {
                    // The news that the batch has begun.
                }
            }
        }

        private Batch batch() {
            int offset = results;
            Fn<Object, Object> function = argument -> {
                if (argument instanceof Integer number && number == offset + 1) {
                    throw new IllegalStateException("a task that fails");
                }
                return argument;
            };
            return new Batch(
                    1,
                    CallKind.FN,
                    0,
                    false,
                    codec.encode(function),
                    ARGUMENTS.stream().map(codec::encode).toList());
        }

        private void send(int type, byte[]... parts) {
            try {
                java.util.Objects.requireNonNull(link).send(type, parts);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void closed() {
            // The JVM ends.
        }
    }
}
