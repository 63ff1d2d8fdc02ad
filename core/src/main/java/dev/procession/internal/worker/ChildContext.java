package dev.procession.internal.worker;

import dev.procession.internal.codec.HeapSink;
import dev.procession.internal.codec.ObjectCodec;
import dev.procession.internal.control.ControlLink;
import dev.procession.internal.control.FrameType;
import dev.procession.process.WorkerContext;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The identity of this process, if it is a child. It lives in the system class loader's copy of this class, as a
 * child's runtime does.
 *
 * @param name its name
 * @param id its number in the session
 * @param parentPid its parent's process id
 * @param gate interrupts the element that runs now
 * @param link the link to its parent
 * @param codec encodes reports
 */
public record ChildContext(
        String name, int id, long parentPid, TaskInterrupter gate, ControlLink link, ObjectCodec codec)
        implements WorkerContext {
    private static volatile @Nullable ChildContext current;

    /** The context of this process; {@code null} in a process that is no child. */
    public static @Nullable WorkerContext current() {
        return current;
    }

    static void set(ChildContext context) {
        current = context;
    }

    @Override
    public boolean isCancelled() {
        return gate.isCancelled();
    }

    @Override
    public void report(Object report) {
        long element = gate.element();
        if (element < 0) {
            return;
        }
        HeapSink sink = new HeapSink(64);
        sink.putInt((int) element);
        codec.encode(report, sink);
        send(FrameType.REPORT, sink);
    }

    @Override
    public void log(System.Logger.Level level, String message) {
        HeapSink sink = new HeapSink(64);
        sink.putString(level.name());
        sink.putString(message);
        send(FrameType.LOG, sink);
    }

    private void send(int type, HeapSink sink) {
        try {
            link.send(type, sink.toByteArray());
        } catch (IOException e) {
            // The parent is gone, and so is this process in a moment.
        }
    }
}
