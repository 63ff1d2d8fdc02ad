package dev.procession.channel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.Procession;
import dev.procession.internal.session.OpenSite;
import dev.procession.internal.wait.SegmentResident;
import dev.procession.process.ChildProcess;
import dev.procession.process.ProcessionException;
import dev.procession.sync.ProcessEvent;
import java.io.EOFException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Pipes between real processes. */
@Tag("process")
class PipeProcessesTest {

    private static void join(ChildProcess child) throws InterruptedException {
        child.join();
        assertEquals(0, child.exitCode().getAsInt());
    }

    @Test
    void pipe_echo_everyMessageComesBack() throws Exception {
        try (Procession px = Procession.local()) {
            Pipe<Object> pipe = px.pipe();
            Connection<Object> right = pipe.right();
            ChildProcess child = px.start(() -> {
                try {
                    while (true) {
                        right.send(right.recv());
                    }
                } catch (EOFException e) {
                    // The parent has closed its end.
                }
            });
            Connection<Object> left = pipe.left();
            List<Object> messages = Arrays.asList(1, "two", List.of(3, 4), null, new int[] {5});
            for (Object message : messages) {
                left.send(message);
                Object back = left.recv();
                if (message instanceof int[] numbers) {
                    assertArrayEquals(numbers, (int[]) back);
                } else {
                    assertEquals(message, back);
                }
            }
            byte[] large = new byte[20 << 20];
            Arrays.fill(large, (byte) 7);
            left.send(large);
            assertArrayEquals(large, (byte[]) left.recv());
            left.close();
            join(child);
            assertTrue(left.isClosed());
            assertThrows(ConnectionClosedException.class, () -> left.send(1));
        }
    }

    /** Both ends number the files of long messages, and lie in one segment. */
    @Test
    void send_bothEndsOfOneProcessAtOnce_eachGetsTheOthersFile() throws Exception {
        try (Procession px = Procession.local()) {
            Pipe<byte[]> pipe = px.pipe();
            for (int round = 0; round < 5; round++) {
                byte[] toRight = new byte[(2 << 20) + 1_000 + round];
                byte[] toLeft = new byte[(2 << 20) + 2_000 + round];
                Arrays.fill(toRight, (byte) (2 * round + 1));
                Arrays.fill(toLeft, (byte) (2 * round + 2));
                pipe.left().send(toRight);
                pipe.right().send(toLeft);

                assertArrayEquals(toLeft, pipe.left().recv());
                assertArrayEquals(toRight, pipe.right().recv());
            }
        }
    }

    @Test
    void recv_childEndsAfterSending_dataThenEndOfFile() throws Exception {
        try (Procession px = Procession.local()) {
            Pipe<Integer> pipe = px.simplexPipe();
            Connection<Integer> right = pipe.right();
            ChildProcess child = px.start(() -> {
                for (int i = 0; i < 100; i++) {
                    right.send(i);
                }
            });
            join(child);
            for (int i = 0; i < 100; i++) {
                assertEquals(i, pipe.left().recv());
            }
            assertTrue(pipe.left().poll());
            assertThrows(EOFException.class, pipe.left()::recv);
            assertThrows(EOFException.class, pipe.left()::recv, "end of file is final");
            assertThrows(UnsupportedOperationException.class, () -> pipe.left().send(1));
        }
    }

    @Test
    void close_longMessagesNobodyReceived_leavesNoFiles() throws Exception {
        try (Procession px = Procession.local()) {
            Pipe<byte[]> pipe = px.simplexPipe();
            Path directory = ((OpenSite) ((SegmentResident) px.sharedLong(0)).context())
                    .session()
                    .directory();
            ChildProcess child = px.start(() -> {
                pipe.right().send(new byte[3 << 20]);
                pipe.right().send(new byte[3 << 20]);
            });
            child.join();
            assertEquals(0, child.exitCode().orElseThrow());
            String[] sent = directory.toFile().list((parent, name) -> name.startsWith("x-"));
            assertEquals(2, sent.length);

            pipe.left().close();
            pipe.right().close();

            String[] left = directory.toFile().list((parent, name) -> name.startsWith("x-"));
            assertEquals(List.of(), List.of(left));
        }
    }

    @Test
    void recv_childIsKilled_endOfFile() throws Exception {
        try (Procession px = Procession.local()) {
            Pipe<String> pipe = px.pipe();
            Connection<String> right = pipe.right();
            ChildProcess child = px.start(() -> {
                right.send("last words");
                Thread.sleep(Long.MAX_VALUE);
            });
            assertEquals("last words", pipe.left().recv());
            assertFalse(pipe.left().poll(Duration.ofMillis(5)));
            CompletableFuture<Throwable> end = new CompletableFuture<>();
            Thread reader = Thread.ofVirtual().start(() -> {
                try {
                    end.complete(new AssertionError(pipe.left().recv()));
                } catch (EOFException | RuntimeException e) {
                    end.complete(e);
                }
            });
            child.kill();
            assertEquals(EOFException.class, end.get().getClass());
            assertThrows(ConnectionClosedException.class, () -> pipe.left().send("into the void"));
            reader.join();
        }
    }

    @Test
    void recv_childNeverTouchesItsEnd_endOfFileWhenItEnds() throws Exception {
        try (Procession px = Procession.local()) {
            Pipe<String> pipe = px.pipe();
            Connection<String> right = pipe.right();
            ChildProcess child = px.start(() -> {
                if (right.isClosed()) {
                    throw new IllegalStateException();
                }
            });
            assertThrows(EOFException.class, pipe.left()::recv);
            join(child);
        }
    }

    @Test
    void recv_severalChildrenAtOneEnd_endOfFileAfterTheLast() throws Exception {
        try (Procession px = Procession.local()) {
            Pipe<Integer> pipe = px.simplexPipe();
            Connection<Integer> right = pipe.right();
            List<ChildProcess> children = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int number = i;
                children.add(px.start(() -> {
                    for (int k = 0; k < 200; k++) {
                        right.send(number * 1000 + k);
                    }
                }));
            }
            Set<Integer> received = new HashSet<>();
            try {
                while (true) {
                    received.add(pipe.left().recv());
                }
            } catch (EOFException e) {
                assertEquals(600, received.size());
            }
            for (ChildProcess child : children) {
                join(child);
            }
        }
    }

    @Test
    void connection_sentThroughAQueue_isAliveMeanwhile() throws Exception {
        try (Procession px = Procession.local()) {
            Pipe<String> pipe = px.pipe();
            ProcessQueue<Connection<String>> queue = px.queue(1);
            queue.put(pipe.right());
            assertFalse(pipe.left().poll(Duration.ofMillis(250)), "the end travels");
            ChildProcess child = px.start(() -> {
                try (Connection<String> mine = queue.take()) {
                    mine.send("got it");
                }
            });
            assertEquals("got it", pipe.left().recv());
            assertThrows(EOFException.class, pipe.left()::recv);
            join(child);
        }
    }

    @Test
    void recvBytes_intoABuffer_andTheWrongKindStays() throws Exception {
        try (Procession px = Procession.local()) {
            Pipe<String> pipe = px.pipe();
            pipe.right().sendBytes(new byte[] {1, 2, 3, 4}, 1, 2);
            pipe.right().send("text");
            assertThrows(IllegalStateException.class, pipe.left()::recv);
            assertThrows(IllegalArgumentException.class, () -> pipe.left().recvBytes(new byte[1]));
            byte[] buffer = new byte[8];
            assertEquals(2, pipe.left().recvBytes(buffer));
            assertEquals(2, buffer[0]);
            assertThrows(IllegalStateException.class, pipe.left()::recvBytes);
            assertEquals("text", pipe.left().recv());
            pipe.right().sendBytes(new byte[0]);
            assertEquals(0, pipe.left().recvBytes().length);
            assertFalse(pipe.left().poll());
        }
    }

    @Test
    void recv_interrupted_saysSoAndKeepsTheStatus() throws Exception {
        try (Procession px = Procession.local()) {
            Pipe<String> pipe = px.pipe();
            pipe.right().poll();
            CompletableFuture<Boolean> status = new CompletableFuture<>();
            Thread reader = Thread.ofPlatform().start(() -> {
                assertThrows(ProcessionException.class, pipe.left()::recv);
                status.complete(Thread.currentThread().isInterrupted());
            });
            reader.interrupt();
            assertTrue(status.get());
            reader.join();
        }
    }

    @Test
    void waitAny_severalChildren_thoseWhoSentAreReturned() throws Exception {
        try (Procession px = Procession.local()) {
            List<Connection<Integer>> lefts = new ArrayList<>();
            ProcessEvent go = px.event();
            List<ChildProcess> children = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Pipe<Integer> pipe = px.pipe();
                lefts.add(pipe.left());
                Connection<Integer> right = pipe.right();
                int number = i;
                children.add(px.start(() -> {
                    if (number == 1) {
                        right.send(number);
                    }
                    go.await();
                }));
            }
            assertEquals(List.of(lefts.get(1)), Procession.waitAny(lefts, Duration.ofMinutes(1)));
            assertEquals(1, lefts.get(1).recv());
            assertEquals(List.of(), Procession.waitAny(lefts, Duration.ofMillis(20)));
            go.set();
            Set<Connection<Integer>> ended = new HashSet<>();
            while (ended.size() < 3) {
                List<Connection<Integer>> rest = new ArrayList<>(lefts);
                rest.removeAll(ended);
                ended.addAll(Procession.waitAny(rest, Duration.ofMinutes(1)));
            }
            for (ChildProcess child : children) {
                join(child);
            }
        }
    }

    @Test
    void send_pipeIsFull_waitsForTheReader() throws Exception {
        try (Procession px = Procession.local()) {
            Pipe<byte[]> pipe = px.simplexPipe();
            Connection<byte[]> right = pipe.right();
            ChildProcess child = px.start(() -> {
                for (int i = 0; i < 2000; i++) {
                    right.send(new byte[i]);
                }
            });
            for (int i = 0; i < 2000; i++) {
                assertEquals(i, pipe.left().recv().length);
            }
            join(child);
        }
    }

    @SuppressWarnings("NullAway") // whether null is a message is the user's to say
    private static void sendNull(Connection<String> connection) {
        connection.send(null);
    }

    @Test
    void recv_nullWasSent_isNull() throws Exception {
        try (Procession px = Procession.local()) {
            Pipe<String> pipe = px.pipe();
            sendNull(pipe.left());
            assertNull(pipe.right().recv());
        }
    }
}
