package dev.procession.internal.worker;

import static java.util.Objects.requireNonNull;

import dev.procession.function.Fn;
import dev.procession.internal.codec.HeapSink;
import dev.procession.internal.codec.ObjectCodec;
import dev.procession.internal.control.ChildConfig;
import dev.procession.internal.control.ControlLink;
import dev.procession.internal.control.ControlServer;
import dev.procession.internal.control.Frame;
import dev.procession.internal.control.FrameType;
import dev.procession.internal.control.LinkListener;
import dev.procession.internal.control.StartFrame;
import dev.procession.internal.liveness.HostedSession;
import dev.procession.internal.liveness.LivenessFile;
import dev.procession.internal.message.RecordReceiver;
import dev.procession.internal.message.RecordSender;
import dev.procession.internal.session.SessionAttachment;
import dev.procession.internal.session.SessionRegistry;
import dev.procession.internal.task.FunctionKind;
import dev.procession.internal.task.PoolSegment;
import dev.procession.internal.task.TaskChannel;
import dev.procession.internal.task.TaskRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs the code of a worker once, in a JVM of its own that plays both parent and worker, so that the JVM can record the
 * classes and code a worker needs and keep them in the ahead-of-time cache.
 */
final class AotTraining {
    private static final int CHILD = 1;
    private static final long POLL_NANOS = 1_000_000;
    private static final int EXIT_FAILED = 1;

    private AotTraining() {}

    /** The work of a worker, from its configuration on. */
    interface Worker {
        /** Works until its parent gives it leave. */
        void serve(ChildConfig config) throws IOException;
    }

    /** Runs in {@code directory}, which is the caller's to remove: this process may be killed at any time. */
    static void run(Path directory, Worker worker) throws IOException {
        try (ControlServer server = new ControlServer(directory);
                LivenessFile _ = LivenessFile.create(directory)) {
            server.expect(CHILD, new Parent(directory));
            ChildConfig config = new ChildConfig(
                    server.socket(),
                    directory,
                    server.token(),
                    CHILD,
                    CHILD,
                    "training",
                    0,
                    false,
                    null,
                    Map.of("user.timezone", "UTC"));
            StartProperties.set(config.properties());
            worker.serve(ChildConfig.decode(config.encode()));
        }
    }

    /** Gives the worker some usual calls, and then its leave. */
    private static final class Parent implements LinkListener {
        private static final List<Object> ARGUMENTS =
                List.of(1, 2L, 3.0, "text", List.of("a", 1), Map.of("k", "v"), new byte[16], new int[4]);

        private final Path directory;
        private final ObjectCodec codec = ObjectCodec.create(List.of());
        private @Nullable PoolSegment poolSegment;
        private @Nullable TaskChannel channel;

        Parent(Path directory) {
            this.directory = directory;
        }

        @Override
        public void opened(ControlLink link) {
            orFail(() -> start(link));
        }

        private void start(ControlLink link) throws IOException {
            while (HostedSession.joined(directory) == null) {
                LockSupport.parkNanos(POLL_NANOS);
            }
            SessionAttachment session = SessionRegistry.of(directory);
            poolSegment = PoolSegment.create(session, 1);
            channel = TaskChannel.create(session, poolSegment);
            link.send(FrameType.START, new StartFrame(null, null, channel.file(), poolSegment.file()).encode());
        }

        @Override
        public void received(Frame frame) {
            Thread.ofPlatform()
                    .daemon()
                    .start(() -> orFail(() -> play(requireNonNull(channel), requireNonNull(poolSegment))));
        }

        private void play(TaskChannel with, PoolSegment at) {
            RecordSender tasks = with.taskOutbox();
            RecordReceiver outcomes = with.outcomeInbox();
            int offset = ARGUMENTS.size();
            Fn<Object, Object> function = argument -> {
                if (argument instanceof Integer number && number == offset - 7) {
                    throw new IllegalStateException("a task that fails");
                }
                return argument;
            };
            tasks.put(TaskRecord.FUNCTION, TaskRecord.function(0, FunctionKind.FN, false, 0, codec.encode(function)));
            for (int i = 0; i < ARGUMENTS.size(); i++) {
                HeapSink arguments = new HeapSink(64);
                arguments.putInt(0);
                codec.encode(ARGUMENTS.get(i), arguments);
                arguments.patchInt(0, arguments.size() - Integer.BYTES);
                tasks.put(TaskRecord.CALLS, TaskRecord.calls(i, 1, 0, arguments.toByteArray(), 0, arguments.size()));
                outcomes.awaitNext();
                outcomes.copy();
                // The worker parks before the next.
                LockSupport.parkNanos(POLL_NANOS);
            }
            tasks.put(TaskRecord.END, TaskRecord.end());
            at.remove();
        }

        /** A training that broke off must not end well: the cache of what little it did would be published. */
        private static void orFail(Step step) {
            try {
                step.run();
            } catch (Throwable e) {
                e.printStackTrace();
                Runtime.getRuntime().halt(EXIT_FAILED);
            }
        }

        @Override
        public void closed() {
            // The JVM ends.
        }
    }

    /** A part of the training. */
    private interface Step {
        void run() throws IOException;
    }
}
