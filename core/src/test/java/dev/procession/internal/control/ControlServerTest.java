package dev.procession.internal.control;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.internal.codec.HeapSink;
import dev.procession.testkit.Await;
import dev.procession.testkit.Seeds;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which peers are admitted, and that none delays another. */
class ControlServerTest {
    private static final Logger LOG = Logger.getLogger("dev.procession.control");

    @TempDir
    Path directory;

    private ControlServer server;
    private final List<ControlLink> links = new ArrayList<>();

    /** What a listener heard. */
    private static class Heard implements LinkListener {
        final CompletableFuture<Boolean> opened = new CompletableFuture<>();
        final LinkedBlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
        final CompletableFuture<Boolean> closed = new CompletableFuture<>();

        @Override
        public void opened(ControlLink link) {
            try {
                link.send(FrameType.START);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            opened.complete(true);
        }

        @Override
        public void received(Frame frame) {
            frames.add(frame);
        }

        @Override
        public void closed() {
            closed.complete(true);
        }
    }

    @BeforeEach
    void open() throws IOException {
        LOG.setLevel(Level.OFF);
        server = new ControlServer(directory);
    }

    @AfterEach
    void close() throws IOException {
        for (ControlLink link : links) {
            link.close();
        }
        server.close();
        LOG.setLevel(null);
    }

    private ControlLink join(byte[] token, int id) throws IOException {
        ControlLink link = ControlServer.join(server.socket(), token, id);
        links.add(link);
        return link;
    }

    private ControlLink connect() throws IOException {
        ControlLink link = ControlLink.connect(server.socket());
        links.add(link);
        return link;
    }

    private static void assertRefused(ControlLink link, String why) throws IOException {
        Frame answer = link.receive();
        String text = new String(answer.payload(), StandardCharsets.UTF_8);
        assertEquals(FrameType.REJECT, answer.type());
        assertTrue(text.contains(why), text);
        assertThrows(EOFException.class, link::receive);
    }

    @Test
    void join_theExpectedChild_isHeardUntilItsEnd() throws Exception {
        Heard heard = new Heard();
        server.expect(1, heard);
        ControlLink link = join(server.token(), 1);

        assertTrue(heard.opened.get());
        assertEquals(FrameType.START, link.receive().type());
        link.send(FrameType.FAILED, new byte[] {4});
        assertArrayEquals(new byte[] {4}, heard.frames.take().payload());
        link.close();

        assertTrue(heard.closed.get());
    }

    @Test
    void receive_whatTheListenerCannotRead_endsThatLinkOnly() throws Exception {
        CompletableFuture<Throwable> uncaught = new CompletableFuture<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> uncaught.complete(failure));
        try {
            Heard strict = new Heard() {
                @Override
                public void received(Frame frame) {
                    frame.source().getLong(); // of which there are none
                }
            };
            Heard other = new Heard();
            server.expect(1, strict);
            server.expect(2, other);
            ControlLink bad = join(server.token(), 1);
            ControlLink good = join(server.token(), 2);
            assertEquals(FrameType.START, bad.receive().type());
            assertEquals(FrameType.START, good.receive().type());

            bad.send(FrameType.LOG, new byte[] {1});

            assertTrue(strict.closed.get());
            assertThrows(EOFException.class, bad::receive);
            good.send(FrameType.READY);
            assertEquals(FrameType.READY, other.frames.take().type());
            Await.until(
                    "the link's thread to end",
                    () -> Thread.getAllStackTraces().keySet().stream()
                            .noneMatch(thread -> thread.getName().equals("procession-link-1")));
            assertFalse(uncaught.isDone());
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    void join_wrongToken_isRefusedAndTheChildStillExpected() throws Exception {
        Heard heard = new Heard();
        server.expect(1, heard);

        assertRefused(join(new byte[Handshake.TOKEN_BYTES], 1), "wrong token");

        join(server.token(), 1);
        heard.opened.get();
    }

    @Test
    void join_anotherVersion_isRefusedWithBoth() throws Exception {
        HeapSink hello = new HeapSink(64);
        hello.putInt(0x5052_4353);
        hello.putInt(99);
        hello.putBytes(server.token(), 0, Handshake.TOKEN_BYTES);
        hello.putInt(1);
        server.expect(1, new Heard());
        ControlLink link = connect();

        link.send(FrameType.HELLO, hello.toByteArray());

        assertRefused(link, "version=99");
    }

    @Test
    void join_unexpectedChild_isRefused() throws Exception {
        assertRefused(join(server.token(), 5), "child 5 is not expected");
    }

    @Test
    void join_forgottenChild_isRefused() throws Exception {
        server.expect(1, new Heard());
        server.forget(1);

        assertRefused(join(server.token(), 1), "child 1 is not expected");
    }

    @Test
    void join_sameChildTwice_isRefusedTheSecondTime() throws Exception {
        Heard heard = new Heard();
        server.expect(1, heard);
        join(server.token(), 1);
        heard.opened.get();

        assertRefused(join(server.token(), 1), "not expected");
    }

    @Test
    void join_anotherFrameFirst_isRefused() throws Exception {
        ControlLink link = connect();

        link.send(FrameType.READY);

        assertRefused(link, "not a child");
    }

    @Test
    void connect_garbage_isRefusedWithoutTheMemory() throws Exception {
        try (SocketChannel raw = SocketChannel.open(UnixDomainSocketAddress.of(server.socket()))) {
            // As a length this is more than a gigabyte.
            raw.write(ByteBuffer.wrap("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            ControlLink reader = ControlLink.ofAccepted(raw);

            Frame answer = reader.receive();

            assertEquals(FrameType.REJECT, answer.type());
            assertTrue(new String(answer.payload(), StandardCharsets.UTF_8).contains("out of step"));
        }
    }

    @Test
    void connect_randomGarbage_neverStopsTheServer() throws Exception {
        Random random = Seeds.random("ControlServerTest");
        for (int i = 0; i < 50; i++) {
            try (SocketChannel raw = SocketChannel.open(UnixDomainSocketAddress.of(server.socket()))) {
                byte[] garbage = new byte[random.nextInt(200)];
                random.nextBytes(garbage);
                raw.write(ByteBuffer.wrap(garbage));
            }
        }

        Heard heard = new Heard();
        server.expect(1, heard);
        join(server.token(), 1);
        heard.opened.get();
    }

    @Test
    void connect_whoNeverSpeaks_holdsUpNobody() throws Exception {
        for (int i = 0; i < 5; i++) {
            connect();
        }
        Heard heard = new Heard();
        server.expect(1, heard);

        join(server.token(), 1);

        heard.opened.get();
    }

    @Test
    void close_withASilentConnection_releasesIt() throws Exception {
        ControlLink silent = connect();
        Heard heard = new Heard();
        server.expect(1, heard);
        ControlLink link = join(server.token(), 1);
        heard.opened.get();

        server.close();

        assertThrows(IOException.class, silent::receive);
        assertFalse(Files.exists(server.socket()));
        link.send(FrameType.FAILED);
        assertEquals(FrameType.FAILED, heard.frames.take().type());
        server.close();
    }

    @Test
    void socket_isForItsOwnerOnly() throws Exception {
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(server.socket())));
    }
}
