package dev.procession.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.Procession;
import dev.procession.codec.CodecException;
import dev.procession.pool.WorkerStartException;
import dev.procession.process.ChildProcess;
import dev.procession.sync.ProcessEvent;
import java.io.EOFException;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Ends of pipes on their way: those that never set out, and those whose taker dies. */
@Tag("process")
class TravellingHandleTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    /** The end that stayed here is not gone, and works. */
    private static void requireAlive(Pipe<Object> pipe) throws EOFException {
        assertFalse(pipe.left().poll(), "end of file");
        pipe.right().send("here");
        assertEquals("here", pipe.left().recv());
    }

    @Test
    void offer_fullQueue_endStays() throws Exception {
        try (Procession px = Procession.local()) {
            ProcessQueue<Object> queue = px.queue(1);
            queue.put("full");
            Pipe<Object> pipe = px.pipe();
            assertFalse(queue.offer(pipe.right()));
            assertFalse(queue.offer(pipe.right()));
            requireAlive(pipe);
        }
    }

    @Test
    void put_closedQueueOrInterruptedOrNotEncodable_endStays() throws Exception {
        try (Procession px = Procession.local()) {
            ProcessQueue<Object> queue = px.queue(1);
            Pipe<Object> pipe = px.pipe();
            // More often than handles may be on their way.
            for (int i = 0; i < 100; i++) {
                assertThrows(CodecException.class, () -> queue.put(List.of(pipe.right(), new Object())));
                Thread.currentThread().interrupt();
                assertThrows(InterruptedException.class, () -> queue.put(pipe.right()));
                assertThrows(CodecException.class, () -> queue.putAll(List.of(pipe.right(), new Object())));
            }
            requireAlive(pipe);
            ProcessQueue<Object> other = px.queue(1);
            for (int i = 0; i < 100; i++) {
                other.put(pipe.right());
                other.clear();
            }
            queue.close();
            assertThrows(QueueClosedException.class, () -> queue.put(pipe.right()));
            assertThrows(QueueClosedException.class, () -> queue.putAll(List.of(pipe.right())));
            requireAlive(pipe);
        }
    }

    @Test
    void start_childCannotStart_endStays() throws Exception {
        try (Procession px = Procession.local()) {
            Pipe<Object> pipe = px.pipe();
            Connection<Object> right = pipe.right();
            assertThrows(
                    WorkerStartException.class,
                    () -> px.process(() -> right.send("never"))
                            .jvmOptions("-XX:NoSuchOption")
                            .start());
            ChildProcess child = px.start(() -> right.send("now"));
            assertEquals("now", pipe.left().recv());
            child.join();
            assertThrows(EOFException.class, () -> pipe.left().recv());
        }
    }

    /** Waits, in a child, until the child is killed in the middle of decoding it. */
    private record Slow(ProcessEvent decoding) implements Serializable {
        Slow {
            if (Procession.currentWorker().isPresent()) {
                decoding.set();
                try {
                    Thread.sleep(Long.MAX_VALUE);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private record Job(Connection<Object> reply, Slow slow) implements Serializable {}

    @Test
    void take_takerIsKilledWhileItDecodes_elementIsForTheNext() throws Exception {
        try (Procession px = Procession.local()) {
            ProcessQueue<Job> jobs = px.queue(2);
            ProcessEvent decoding = px.event();
            Pipe<Object> pipe = px.pipe();
            ChildProcess taker = px.start(() -> jobs.take().reply().send("never"));
            jobs.put(new Job(pipe.right(), new Slow(decoding)));
            decoding.await();
            taker.kill();
            Job job = jobs.take();
            job.reply().send("done");
            assertEquals("done", pipe.left().recv());
            job.reply().close();
            assertTrue(pipe.left().poll(LONG));
            assertThrows(EOFException.class, () -> pipe.left().recv());
            assertEquals(0, jobs.size());
        }
    }

    @Test
    void onDeadLetter_onlyConsumerDiesAndNobodyElseLooks_listenerIsCalled() throws Exception {
        try (Procession px = Procession.local()) {
            JoinableQueue<String> queue =
                    px.joinableQueue(QueueOptions.capacity(2).withDeliveryLimit(1));
            ProcessEvent heard = px.event();
            queue.onDeadLetter(letter -> {
                assertEquals("poison", letter);
                heard.set();
            });
            queue.put("poison");
            px.start(() -> {
                        queue.take();
                        Runtime.getRuntime().halt(1);
                    })
                    .join();
            heard.await();
            assertTrue(queue.join(LONG));
        }
    }
}
