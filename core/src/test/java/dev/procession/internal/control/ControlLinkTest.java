package dev.procession.internal.control;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.testkit.Await;
import dev.procession.testkit.Seeds;
import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both ends of a link over a real socket. */
class ControlLinkTest {
    @TempDir
    Path directory;

    private ServerSocketChannel server;
    private SocketChannel accepted;
    private ControlLink parent;
    private ControlLink child;

    @BeforeEach
    void connect() throws IOException {
        Path socket = directory.resolve("s");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        child = ControlLink.connect(socket);
        accepted = server.accept();
        parent = ControlLink.ofAccepted(accepted);
    }

    @AfterEach
    void close() throws IOException {
        child.close();
        parent.close();
        server.close();
    }

    private static byte[] pattern(int length, int seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static CompletableFuture<Void> sending(ControlLink link, int type, byte[]... parts) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        link.send(type, parts);
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                },
                task -> Thread.ofPlatform().start(task));
    }

    @Test
    void receive_everySizeFromTheChild_isWhatWasSent() throws Exception {
        roundTrip(child, parent);
    }

    @Test
    void receive_everySizeFromTheParent_isWhatWasSent() throws Exception {
        roundTrip(parent, child);
    }

    private static void roundTrip(ControlLink from, ControlLink to) throws Exception {
        int[] sizes = {0, 1, 2, (64 << 10) - 6, (64 << 10) - 5, (64 << 10) - 1, 64 << 10, (64 << 10) + 1, 10_000_000};
        for (int size : sizes) {
            byte[] payload = pattern(size, size);
            CompletableFuture<Void> sent = sending(from, size & 0x7F, payload);

            Frame frame = to.receive();

            assertEquals(size & 0x7F, frame.type(), "size=" + size);
            assertArrayEquals(payload, frame.payload(), "size=" + size);
            sent.get();
        }
    }

    /** Of a length that is announced, no more is allocated than has come. */
    @Test
    void receive_longLengthAndNothingBehindIt_costsNoMemory() throws Exception {
        ByteBuffer header = ByteBuffer.allocate(5).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(ControlLink.MAX_FRAME_BYTES).put((byte) FrameType.REPORT).flip();
        try (SocketChannel liar = SocketChannel.open(server.getLocalAddress());
                SocketChannel end = server.accept()) {
            liar.write(header);
            liar.shutdownOutput();
            ControlLink link = ControlLink.ofAccepted(end);
            var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
            long before = threads.getCurrentThreadAllocatedBytes();

            assertThrows(EOFException.class, link::receive);

            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertTrue(allocated < 16 << 20, "allocated=" + allocated);
        }
    }

    @Test
    void send_severalParts_areOneFrame() throws Exception {
        child.send(7, new byte[] {1}, new byte[0], new byte[] {2, 3});

        assertArrayEquals(new byte[] {1, 2, 3}, parent.receive().payload());
    }

    @Test
    void send_ofSeveralThreads_isNeverTorn() throws Exception {
        Random random = Seeds.random("ControlLinkTest");
        int senders = 4;
        int frames = 200;
        List<CompletableFuture<Void>> done = new ArrayList<>();
        for (int s = 0; s < senders; s++) {
            int sender = s;
            long seed = random.nextLong();
            done.add(CompletableFuture.runAsync(
                    () -> {
                        Random sizes = new Random(seed);
                        try {
                            for (int i = 0; i < frames; i++) {
                                byte[] payload = new byte[sizes.nextInt(100_000)];
                                Arrays.fill(payload, (byte) i);
                                child.send(sender, payload);
                            }
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    },
                    task -> Thread.ofPlatform().start(task)));
        }

        int[] next = new int[senders];
        for (int i = 0; i < senders * frames; i++) {
            Frame frame = parent.receive();
            for (byte b : frame.payload()) {
                assertEquals((byte) next[frame.type()], b);
            }
            next[frame.type()]++;
        }

        assertArrayEquals(new int[] {frames, frames, frames, frames}, next);
        for (CompletableFuture<Void> each : done) {
            each.get();
        }
    }

    @Test
    void receive_afterTheEnd_firstGivesAllThatWasSent() throws Exception {
        for (int i = 0; i < 100; i++) {
            child.send(i, new byte[i]);
        }
        child.close();

        for (int i = 0; i < 100; i++) {
            assertEquals(i, parent.receive().type());
        }
        assertThrows(EOFException.class, parent::receive);
    }

    @Test
    void receive_endInsideAFrame_isTheEnd() throws Exception {
        try (SocketChannel raw = SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("s")))) {
            ControlLink link = ControlLink.ofAccepted(server.accept());
            raw.write(header(100, 1));
            raw.shutdownOutput();

            assertThrows(EOFException.class, link::receive);
            link.close();
        }
    }

    @Test
    void receive_badLength_isRefusedWithoutTheMemory() throws Exception {
        for (int length : new int[] {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            try (SocketChannel raw = SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("s")))) {
                ControlLink link = ControlLink.ofAccepted(server.accept());
                raw.write(header(length, 1));

                IOException thrown = assertThrows(IOException.class, link::receive);

                assertTrue(String.valueOf(thrown.getMessage()).contains("length=" + length), thrown.toString());
                link.close();
            }
        }
    }

    private static ByteBuffer header(int length, int type) {
        return ByteBuffer.allocate(5)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(length)
                .put((byte) type)
                .flip();
    }

    @Test
    void send_byAnInterruptedThread_sendsAndKeepsTheInterrupt() throws Exception {
        AtomicBoolean kept = new AtomicBoolean();
        byte[] large = pattern(5_000_000, 1);
        Thread sender = Thread.ofPlatform().start(() -> {
            Thread.currentThread().interrupt();
            try {
                child.send(1, new byte[] {1});
                child.send(2, large);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            kept.set(Thread.currentThread().isInterrupted());
        });

        assertEquals(1, parent.receive().type());
        assertArrayEquals(large, parent.receive().payload());
        sender.join();
        assertTrue(kept.get());
        child.send(3);
        assertEquals(3, parent.receive().type());
    }

    @Test
    void send_interruptedWhileThePeerDoesNotRead_goesOnOnceItReads() throws Exception {
        byte[] large = pattern(20_000_000, 2);
        AtomicBoolean kept = new AtomicBoolean();
        Thread sender = Thread.ofPlatform().start(() -> {
            try {
                child.send(1, large);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            kept.set(Thread.currentThread().isInterrupted());
        });
        Await.until("the sender to wait", () -> sender.getState() == Thread.State.TIMED_WAITING);
        sender.interrupt();

        assertArrayEquals(large, parent.receive().payload());
        sender.join();
        assertTrue(kept.get());
    }

    @Test
    void trySend_whileAnotherSends_givesUp() throws Exception {
        Thread sender = Thread.ofPlatform().start(() -> {
            try {
                child.send(1, new byte[20_000_000]);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        Await.until("the sender to wait", () -> sender.getState() == Thread.State.TIMED_WAITING);

        assertFalse(child.trySend(2, new byte[1]));

        parent.receive();
        sender.join();
        assertTrue(child.trySend(2, new byte[1]));
    }

    @Test
    void send_tooLong_sendsNothing() throws Exception {
        byte[] large = new byte[64 << 20];
        byte[][] parts = new byte[33][];
        Arrays.fill(parts, large);

        assertThrows(FrameTooLongException.class, () -> child.send(1, parts));

        child.send(2);
        assertEquals(2, parent.receive().type());
    }

    @Test
    void close_whileTheParentReceives_releasesIt() throws Exception {
        assertCloseReleases(parent);
    }

    @Test
    void close_whileTheChildReceives_releasesIt() throws Exception {
        assertCloseReleases(child);
    }

    private static void assertCloseReleases(ControlLink link) throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread reader = Thread.ofPlatform().start(() -> {
            try {
                link.receive();
            } catch (Throwable t) { // whatever it is, the test looks at it
                thrown.complete(t);
            }
        });
        Await.until(
                "the reader to wait",
                () -> Arrays.stream(reader.getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().equals("fill")));

        link.close();

        assertTrue(thrown.get() instanceof IOException, thrown.get().toString());
        reader.join();
    }

    @Test
    void send_toAPeerThatIsGone_fails() throws Exception {
        parent.close();

        assertThrows(IOException.class, () -> {
            while (true) {
                child.send(1, new byte[100_000]);
            }
        });
    }
}
