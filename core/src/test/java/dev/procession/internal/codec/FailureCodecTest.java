package dev.procession.internal.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.codec.CodecException;
import dev.procession.pool.RemoteTaskException;
import java.io.ObjectInputStream;
import java.io.PrintWriter;
import java.io.Serial;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@NullUnmarked // exceptions whose methods answer null are among the values tested
@SuppressWarnings({"serial", "OverrideThrowableToString"}) // exceptions that cannot be serialized are the point
class FailureCodecTest {

    private static final ClassLoader LOADER = FailureCodecTest.class.getClassLoader();
    private final FailureCodec codec = new FailureCodec(ObjectCodec.create(List.of()));

    private byte[] bytes(Throwable failure) {
        HeapSink sink = new HeapSink(64);
        codec.encode(failure, "worker-1", 4711, sink);
        return sink.toByteArray();
    }

    private RemoteFailure copy(Throwable failure) {
        byte[] bytes = bytes(failure);
        HeapSource source = new HeapSource(bytes, 0, bytes.length);
        RemoteFailure back = codec.decode(source, LOADER);
        assertEquals("worker-1", back.worker());
        assertEquals(4711, back.pid());
        assertEquals(failure.getClass().getName(), back.className());
        return back;
    }

    @Test
    void encode_ordinaryException_arrivesAsItself() {
        Exception failure = new IllegalStateException("outer", new RuntimeException("inner"));
        RemoteFailure back = copy(failure);
        assertTrue(back.original());
        assertInstanceOf(IllegalStateException.class, back.throwable());
        assertEquals("inner", back.throwable().getCause().getMessage());
        assertArrivedFrames(failure, back.throwable());
        assertTrue(back.rendered().contains("Caused by: java.lang.RuntimeException: inner"));
    }

    /** Below the frames that it came with is the boundary, which names the worker. */
    private static void assertArrivedFrames(Throwable sent, Throwable arrived) {
        StackTraceElement[] frames = arrived.getStackTrace();
        int last = frames.length - 1;
        assertArrayEquals(sent.getStackTrace(), Arrays.copyOf(frames, last));
        assertTrue(frames[last].toString().endsWith("(worker-1, pid 4711)"), frames[last]::toString);
    }

    static final class Unsendable extends Exception {
        final Object client = new Samples.Unsendable();

        Unsendable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    @Test
    void encode_unserializableField_arrivesRebuiltWithCausesAndTrace() {
        Exception failure = new Unsendable("boom", new IllegalStateException("why"));
        failure.addSuppressed(new RuntimeException("too"));
        RemoteFailure back = copy(failure);
        assertTrue(!back.original());
        RemoteTaskException rebuilt = assertInstanceOf(RemoteTaskException.class, back.throwable());
        assertTrue(rebuilt.getMessage().startsWith(Unsendable.class.getName() + ": boom"), rebuilt.getMessage());
        assertTrue(rebuilt.getMessage().contains(".client ("), rebuilt.getMessage());
        assertArrivedFrames(failure, rebuilt);
        assertEquals("java.lang.IllegalStateException: why", rebuilt.getCause().getMessage());
        assertEquals("java.lang.RuntimeException: too", rebuilt.getSuppressed()[0].getMessage());
        assertEquals(Unsendable.class.getName(), rebuilt.remoteClass());
        assertTrue(rebuilt.remoteTrace().contains("Suppressed: java.lang.RuntimeException: too"));
    }

    static final class Undecodable extends RuntimeException {
        Undecodable() {
            super("fine there");
        }

        @Serial
        private void readObject(ObjectInputStream in) {
            throw new StackOverflowError("no");
        }
    }

    @Test
    void decode_readObjectThatThrows_arrivesRebuilt() {
        RemoteFailure back = copy(new Undecodable());
        assertTrue(!back.original());
        assertTrue(back.throwable().getMessage().contains("could not be decoded here"));
    }

    @Test
    void decode_classMissing_arrivesRebuilt() {
        byte[] bytes = bytes(new Undecodable());
        RemoteFailure back = codec.decode(new HeapSource(bytes, 0, bytes.length), ClassLoader.getPlatformClassLoader());
        assertTrue(!back.original());
        assertTrue(back.throwable().getMessage().contains("Undecodable: fine there"));
    }

    static final class Odd extends RuntimeException {
        final Object client = new Samples.Unsendable();

        @Override
        public String getMessage() {
            throw new IllegalStateException("getMessage");
        }

        @Override
        public synchronized Throwable getCause() {
            throw new IllegalStateException("getCause");
        }

        @Override
        public void printStackTrace(PrintWriter out) {
            throw new IllegalStateException("printStackTrace");
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            return null;
        }

        @Override
        public String toString() {
            throw new IllegalStateException("toString");
        }
    }

    @Test
    void encode_exceptionWhoseMethodsThrow_arrivesRebuilt() {
        RemoteFailure back = copy(new Odd());
        assertTrue(!back.original());
        assertTrue(
                back.throwable().getMessage().contains("its getMessage() threw"),
                back.throwable().getMessage());
    }

    static final class Cyclic extends RuntimeException {
        final Object client = new Samples.Unsendable();
        Throwable cause;

        @Override
        public synchronized Throwable getCause() {
            return cause;
        }
    }

    @Test
    void encode_cyclicCauses_end() {
        Cyclic first = new Cyclic();
        Cyclic second = new Cyclic();
        first.cause = second;
        second.cause = first;
        RemoteFailure back = copy(first);
        assertTrue(!back.original());
        assertInstanceOf(RemoteTaskException.class, back.throwable().getCause());
        assertTrue(ThrowableSnapshot.of(first).render().contains("[circular reference]"));
    }

    @Test
    void encode_enormousMessage_isCutAndSaysSo() {
        RemoteFailure back = copy(new Unsendable("x".repeat(10_000_000), null));
        assertTrue(back.throwable().getMessage().length() < 100_000);
        assertTrue(back.throwable().getMessage().contains("of 10000000 characters"));
        assertTrue(back.rendered().length() < 300_000);
    }

    @Test
    void encode_enormousOriginal_isLeftOut() {
        RemoteFailure back = copy(new IllegalStateException("x".repeat(20_000_000)));
        assertTrue(!back.original());
        assertTrue(back.throwable().getMessage().contains("limit=16777216"));
    }

    @Test
    void encode_deepCauseChain_isBounded() {
        Throwable chain = new RuntimeException("root");
        for (int i = 0; i < 100_000; i++) {
            chain = new Exception("level", chain);
        }
        RemoteFailure back = copy(chain);
        assertTrue(!back.original());
    }

    @Test
    void decode_corruptEnvelopes_throwCodecExceptionOnly() {
        Random random = new Random(7);
        byte[] frame = bytes(new Unsendable("boom", new IllegalStateException("why")));
        for (int i = 0; i < 5_000; i++) {
            byte[] flipped = frame.clone();
            flipped[random.nextInt(frame.length)] = (byte) random.nextInt();
            try {
                codec.decode(new HeapSource(flipped, 0, flipped.length), LOADER);
            } catch (CodecException e) {
                assertTrue(!e.getMessage().isEmpty());
            }
        }
    }
}
