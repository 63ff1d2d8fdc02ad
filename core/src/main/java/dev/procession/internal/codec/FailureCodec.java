package dev.procession.internal.codec;

import dev.procession.codec.CodecException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Arrays;

/**
 * Exceptions to bytes and back. What is sent is always an envelope of plain data, and the exception itself where
 * that can be encoded; so whatever a task throws, the caller gets an exception that says what happened.
 *
 * <p>Thread safety: any thread.
 *
 * <p>Bounds: messages 64 Ki characters, the rendered trace 256 Ki, 64 exceptions of a tree, 1,024 frames each, the
 * encoded original 16 MiB; what is over is cut off, and says so, or in the original's case left out.
 */
public final class FailureCodec {

    private static final long MAX_ORIGINAL_BYTES = 16L << 20;

    private final ObjectCodec codec;

    /** A codec for failures whose originals go through {@code codec}. */
    public FailureCodec(ObjectCodec codec) {
        this.codec = codec;
    }

    /**
     * Encodes a failure, however odd the exception is.
     *
     * @throws CodecException only if the sink cannot take the envelope
     */
    public void encode(Throwable failure, String worker, long pid, ByteSink sink) {
        ThrowableSnapshot tree = ThrowableSnapshot.of(failure);
        sink.putString(worker);
        sink.putLong(pid);
        tree.write(sink);
        sink.putString(render(failure, tree));
        long start = sink.position();
        sink.putInt(0);
        String obstacle = null;
        try {
            codec.encode(failure, sink);
            long bytes = sink.position() - start - Integer.BYTES;
            if (bytes > MAX_ORIGINAL_BYTES) {
                obstacle = "it takes " + bytes + " bytes, limit=" + MAX_ORIGINAL_BYTES;
            } else {
                sink.patchInt(start, (int) bytes);
            }
        } catch (CodecException e) {
            obstacle = String.valueOf(e.getMessage());
        }
        if (obstacle != null) {
            sink.rewind(start);
            sink.putInt(-1);
            sink.putString(Throwables.truncate(obstacle, ThrowableSnapshot.MAX_MESSAGE_CHARS));
        }
    }

    /**
     * Decodes a failure. An original that cannot be decoded here is replaced by its envelope.
     *
     * @throws CodecException if the envelope itself is corrupt
     */
    public RemoteFailure decode(ByteSource source, ClassLoader loader) {
        String worker = source.getString();
        long pid = source.getLong();
        ThrowableSnapshot tree = ThrowableSnapshot.read(source);
        String rendered = source.getString();
        int bytes = source.getInt();
        String obstacle;
        if (bytes < 0) {
            obstacle = "could not be encoded there: " + source.getString();
        } else {
            try {
                if (codec.decode(source, loader) instanceof Throwable original) {
                    restoreTrace(original, tree);
                    mark(original, worker, pid);
                    return new RemoteFailure(original, tree.className(), rendered, true, worker, pid);
                }
                obstacle = "is not an exception here";
            } catch (CodecException e) {
                obstacle = "could not be decoded here: " + e.getMessage();
            }
        }
        String note = " (thrown in worker " + worker + ", pid=" + pid + "; the original exception " + obstacle + ")";
        Throwable rebuilt = tree.rebuild(note, rendered);
        mark(rebuilt, worker, pid);
        return new RemoteFailure(rebuilt, tree.className(), rendered, false, worker, pid);
    }

    /** Below its frames come those of the thread that is thrown it. */
    private static void mark(Throwable failure, String worker, long pid) {
        StackTraceElement[] there = Throwables.frames(failure);
        StackTraceElement[] marked = Arrays.copyOf(there, there.length + 1);
        marked[there.length] = Rethrow.boundary(worker + ", pid " + pid);
        try {
            failure.setStackTrace(marked);
        } catch (RuntimeException e) {
            // As above.
        }
    }

    /** A class with a serialized form of its own may have lost the trace on the way. */
    private static void restoreTrace(Throwable original, ThrowableSnapshot tree) {
        try {
            if (Throwables.frames(original).length == 0) {
                original.setStackTrace(tree.frames());
            }
        } catch (RuntimeException e) {
            // an exception that refuses a trace: the rendered one still has it
        }
    }

    private static String render(Throwable failure, ThrowableSnapshot tree) {
        Bounded text = new Bounded();
        try {
            failure.printStackTrace(new PrintWriter(text));
            return text.toString();
        } catch (Throwable e) {
            return text.full() ? text.toString() : tree.render();
        }
    }

    /** Keeps the first characters, and stops the writer after them. */
    private static final class Bounded extends Writer {
        private final StringBuilder text = new StringBuilder();

        boolean full() {
            return text.length() >= ThrowableSnapshot.MAX_RENDERED_CHARS;
        }

        @Override
        public void write(char[] chars, int offset, int length) {
            text.append(chars, offset, Math.min(length, ThrowableSnapshot.MAX_RENDERED_CHARS - text.length()));
            if (full()) {
                text.append("… (cut off after ")
                        .append(ThrowableSnapshot.MAX_RENDERED_CHARS)
                        .append(" characters)");
                throw new FullException();
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}

        @Override
        public String toString() {
            return text.toString();
        }
    }

    private static final class FullException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        FullException() {
            super(null, null, false, false);
        }
    }
}
