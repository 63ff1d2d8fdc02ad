package dev.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.channel.Pipe;
import dev.procession.channel.ProcessQueue;
import dev.procession.codec.CodecException;
import dev.procession.function.Task;
import dev.procession.internal.segment.SessionDirectory;
import dev.procession.pool.PoolBrokenException;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.RemoteTaskException;
import dev.procession.pool.RestartBudget;
import dev.procession.pool.TaskFuture;
import dev.procession.process.ChildProcess;
import dev.procession.testkit.Await;
import dev.procession.testkit.JavaProcess;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A session that allows some classes, from end to end. */
@Tag("process")
class StrictSessionTest {
    private static final String HERE = "dev.procession.StrictSessionTest";
    private static final String[] ALLOWED = {HERE, HERE + "$Order", HERE + "$Known", HERE + "$Peer"};

    /** Allowed, and what it holds is not always. */
    record Order(int number, @Nullable Object part) implements Serializable {}

    /** Not allowed. */
    record Stranger(int number) implements Serializable {}

    /** Not allowed, and not in the fast form. */
    static final class Foreigner implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    static final class Known extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Known(String message) {
            super(message);
        }
    }

    static final class Unknown extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unknown(String message) {
            super(message);
        }
    }

    /** Whose lambdas are not allowed. */
    static final class Elsewhere {
        private Elsewhere() {}

        static Task<Integer> task() {
            return () -> 1;
        }
    }

    private static Procession px;
    private static ProcessPool pool;

    @BeforeAll
    static void open() {
        px = Procession.builder().allow(ALLOWED).build();
        pool = px.pool(1);
    }

    @AfterAll
    static void close() {
        pool.close();
        px.close();
    }

    private static CodecException refused(@Nullable Throwable thrown, String className) {
        CodecException e = assertInstanceOf(CodecException.class, thrown);
        String message = String.valueOf(e.getMessage());
        assertTrue(message.startsWith("decoding refused: "), message);
        assertTrue(message.contains("class=" + className + ", allowed=[" + HERE), message);
        assertTrue(message.contains("Procession.builder().allow(\"" + className + "\")"), message);
        return e;
    }

    private static CodecException refused(TaskFuture<?> future, String className) {
        ExecutionException e = assertThrows(ExecutionException.class, future::get);
        return refused(e.getCause(), className);
    }

    private static long worker() {
        return pool.apply(() -> ProcessHandle.current().pid());
    }

    @Test
    void pool_everyKindOfCall_worksWithAllowedClasses() throws Exception {
        assertEquals(42, pool.<Integer, Integer>apply(x -> x * 2, 21));
        assertEquals("a1", pool.apply((a, b) -> a + b, "a", 1));
        assertEquals(List.of(1, 3), pool.map(String::length, List.of("a", "abc")));
        assertEquals(List.of(3), pool.starmap((a, b) -> a + b, List.of(Map.entry(1, 2))));
        assertEquals(List.of(2, 4), pool.imap(x -> x * 2, List.of(1, 2)).toList());
        Order order = new Order(1, List.of(new Order(2, null)));
        assertEquals(order, pool.apply(x -> x, order));
        assertEquals(order, pool.submit(() -> order).get());
        Callable<Integer> callable = (Callable<Integer> & Serializable) () -> 7;
        assertEquals(
                List.of(7),
                pool.invokeAll(List.of(callable)).stream()
                        .map(StrictSessionTest::get)
                        .toList());
        byte[] large = pool.apply(x -> x, new byte[1 << 20]);
        assertEquals(1 << 20, large.length);
    }

    private static Object get(java.util.concurrent.Future<?> future) {
        return future.resultNow();
    }

    @Test
    void apply_argumentNotAllowed_failsThatTaskInTheWorkerWhichGoesOn() throws Exception {
        long before = worker();
        TaskFuture<Integer> first = pool.applyAsync(x -> 1, new Stranger(1));
        TaskFuture<Integer> second = pool.applyAsync(x -> 2, new Order(1, new Foreigner()));
        TaskFuture<Integer> third = pool.applyAsync(x -> 3, new Order(1, "x"));
        refused(first, HERE + "$Stranger");
        refused(second, HERE + "$Foreigner");
        assertEquals(3, third.get());
        assertEquals(before, worker());
    }

    @Test
    void map_oneArgumentNotAllowed_failsThatElement() {
        List<Object> arguments = List.of(1, new Stranger(2), 3);
        var outcomes = pool.imapOutcomes(x -> x, arguments).toList();
        assertEquals(1, outcomes.get(0).value());
        refused(outcomes.get(1).failure(), HERE + "$Stranger");
        assertEquals(3, outcomes.get(2).value());
    }

    @Test
    void submit_functionNotAllowed_failsTheTask() throws Exception {
        refusedLambda(
                assertThrows(ExecutionException.class, pool.applyAsync(Elsewhere.task())::get)
                        .getCause(),
                HERE + "$Elsewhere");
        assertEquals(1, pool.apply(() -> 1));
    }

    private static void refusedLambda(@Nullable Throwable thrown, String className) {
        CodecException e = assertInstanceOf(CodecException.class, thrown);
        assertTrue(String.valueOf(e.getMessage()).contains("lambda "), e.toString());
        assertTrue(String.valueOf(e.getMessage()).contains("allow(\"" + className + "\")"), e.toString());
    }

    @Test
    void submit_methodReferenceIntoAClassNotAllowed_failsTheTask() {
        ExecutionException e = assertThrows(
                ExecutionException.class,
                () -> pool.applyAsync(System::getProperty, "user.name").get());
        refusedLambda(e.getCause(), "java.lang.System");
    }

    @Test
    void apply_resultNotAllowed_failsItsFutureHere() throws Exception {
        refused(pool.applyAsync(() -> (Object) new Stranger(1)), HERE + "$Stranger");
        refused(pool.applyAsync(() -> (Object) List.of(new Foreigner())), HERE + "$Foreigner");
        assertEquals(1, pool.apply(() -> 1));
    }

    @Test
    void apply_exceptions_arriveAsThemselvesOrAsTheirEnvelope() {
        IllegalStateException usual = assertThrows(
                IllegalStateException.class,
                () -> pool.apply(() -> {
                    throw new IllegalStateException("usual", new java.io.IOException("cause"));
                }));
        assertEquals("java.io.IOException: cause", String.valueOf(usual.getCause()));
        Known known = assertThrows(
                Known.class,
                () -> pool.apply(() -> {
                    throw new Known("known");
                }));
        assertEquals("known", known.getMessage());
        RemoteTaskException unknown = assertThrows(
                RemoteTaskException.class,
                () -> pool.apply(() -> {
                    throw new Unknown("unknown");
                }));
        assertEquals(HERE + "$Unknown", unknown.remoteClass());
        assertTrue(
                String.valueOf(unknown.getMessage()).contains("allow(\"" + HERE + "$Unknown\")"), unknown.toString());
    }

    @Test
    void pool_initializerNotAllowed_breaksItWithTheReason() {
        PoolOptions options = PoolOptions.defaults()
                .withWorkers(1)
                .withInitializer(Initializers.stranger())
                .withRestartBudget(new RestartBudget(1, Duration.ofHours(1)));
        try (ProcessPool broken = px.pool(options)) {
            PoolBrokenException e = assertThrows(PoolBrokenException.class, () -> broken.apply(() -> 1));
            Throwable cause = e;
            while (cause != null && !(cause instanceof CodecException)) {
                cause = cause.getCause();
            }
            refusedLambda(cause == null ? e : cause, HERE + "$Initializers");
        }
    }

    static final class Initializers {
        private Initializers() {}

        static dev.procession.function.VoidTask stranger() {
            return () -> {};
        }
    }

    @Test
    void start_bodyOrWhatItCapturesNotAllowed_failsTheChild() throws Exception {
        ChildProcess body = px.start(Initializers.stranger());
        body.join();
        refusedLambda(body.failure().orElseThrow(), HERE + "$Initializers");
        Stranger captured = new Stranger(1);
        ChildProcess capturing = px.start(() -> System.out.println(captured));
        capturing.join();
        refused(capturing.failure().orElseThrow(), HERE + "$Stranger");
        ChildProcess fine = px.start(() -> {});
        fine.join();
        assertEquals(0, fine.exitCode().orElseThrow());
    }

    @Test
    void take_elementNotAllowed_failsItsTakerAndIsGone() throws Exception {
        ProcessQueue<Object> queue = px.queue(10);
        ChildProcess child = px.start(() -> {
            queue.put(new Order(1, null));
            queue.put(new Stranger(1));
            queue.put(new Foreigner());
            queue.put("last");
        });
        child.join();
        assertEquals(new Order(1, null), queue.take());
        refused(assertThrows(CodecException.class, queue::take), HERE + "$Stranger");
        refused(assertThrows(CodecException.class, queue::take), HERE + "$Foreigner");
        assertEquals("last", queue.take());
        assertEquals(0, queue.size());
    }

    @Test
    void take_elementNotAllowedInAChild_failsItsTakerThere() throws Exception {
        ProcessQueue<Object> queue = px.queue(10);
        queue.put(new Stranger(1));
        queue.put(new Order(2, null));
        ProcessQueue<Object> answers = px.queue(10);
        ChildProcess child = px.start(() -> {
            try {
                queue.take();
                answers.put("decoded");
            } catch (CodecException e) {
                answers.put(String.valueOf(e.getMessage()));
            }
            answers.put(queue.take());
        });
        child.join();
        String answer = (String) answers.take();
        assertTrue(answer.contains("class=" + HERE + "$Stranger"), answer);
        assertEquals(new Order(2, null), answers.take());
    }

    @Test
    void recv_messageNotAllowed_isRefusedAndGone() throws Exception {
        Pipe<Object> pipe = px.pipe();
        pipe.right().send(new Stranger(1));
        pipe.right().send(new Order(1, null));
        refused(assertThrows(CodecException.class, () -> pipe.left().recv()), HERE + "$Stranger");
        assertEquals(new Order(1, null), pipe.left().recv());
    }

    @Test
    void handles_ofEveryKind_travel() throws Exception {
        var number = px.sharedLong(1);
        var lock = px.lock();
        var latch = px.latch(1);
        var event = px.event();
        var longs = px.sharedLongs(3);
        ProcessQueue<Object> queue = px.queue(10);
        queue.put(List.of(number, lock, event));
        ChildProcess child = px.start(() -> {
            List<?> taken = (List<?>) queue.take();
            ((dev.procession.shared.SharedLong) taken.get(0)).incrementAndGet();
            assertTrue(lock.tryLock());
            lock.unlock();
            longs.set(1, 5);
            latch.countDown();
            event.set();
            queue.put(queue);
        });
        child.join();
        assertEquals(0, child.exitCode().orElseThrow(), () -> String.valueOf(child.failure()));
        assertEquals(2, number.get());
        assertEquals(5, longs.get(1));
        assertTrue(event.isSet());
        assertEquals(queue, queue.take());
    }

    @Test
    void jvmsOwnFilter_ofAWorker_stillCounts() {
        try (Procession filtered = Procession.builder()
                        .allow(ALLOWED)
                        .allow(HERE + "$Stranger")
                        .jvmOptions("-Djdk.serialFilter=!" + HERE + "$Order")
                        .build();
                ProcessPool workers = filtered.pool(1)) {
            assertEquals(1, workers.<Object, Integer>apply(x -> 1, new Stranger(1)));
            CodecException e = assertThrows(
                    CodecException.class, () -> workers.<Object, Integer>apply(x -> 1, new Order(1, null)));
            assertTrue(String.valueOf(e.getMessage()).contains("serial filter"), e.toString());
        }
    }

    @Test
    void allow_nothing_letsPlainValuesThrough() throws Exception {
        try (Procession plain = Procession.builder().allow().build()) {
            ProcessQueue<Object> queue = plain.queue(10);
            queue.put(List.of(1, "a", Map.of("k", 2.0)));
            queue.put(new Order(1, null));
            assertEquals(List.of(1, "a", Map.of("k", 2.0)), queue.take());
            CodecException e = assertThrows(CodecException.class, queue::take);
            assertTrue(String.valueOf(e.getMessage()).contains("allowed=[] and plain values"), e.toString());
        }
    }

    @Test
    void allow_notSaid_everythingIsDecoded() throws Exception {
        try (Procession open = Procession.builder().build()) {
            ProcessQueue<Object> queue = open.queue(10);
            queue.put(new Stranger(1));
            queue.put(new Foreigner());
            assertEquals(new Stranger(1), queue.take());
            assertInstanceOf(Foreigner.class, queue.take());
        }
    }

    @Test
    void allow_noPattern_isRefusedAtOnce() {
        Procession.Builder builder = Procession.builder();
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> builder.allow("com.acme" + ".Or*"));
        assertTrue(String.valueOf(e.getMessage()).contains("com.acme.Or*"), e.toString());
        assertThrows(IllegalArgumentException.class, () -> builder.allow("a.B", "**"));
    }

    /** Another JVM that joins by name. */
    static final class Peer {
        private Peer() {}

        static Object take(ProcessQueue<Object> queue) throws InterruptedException {
            try {
                return queue.take();
            } catch (CodecException e) {
                return String.valueOf(e.getMessage()).startsWith("decoding refused") ? "refused" : e;
            }
        }

        public static void main(String[] args) throws Exception {
            try (Procession joined = Procession.join(args[0])) {
                ProcessQueue<Object> queue = joined.queue("in", 10);
                ProcessQueue<Object> answers = joined.queue("out", 10);
                answers.put("joined: " + take(queue) + ", " + take(queue));
                // Its own child, which is of another session, and gets handles of this one.
                joined.start(() -> answers.put("child: " + take(queue) + ", " + take(queue)))
                        .join();
                // Its own tasks are not the named session's business.
                try (ProcessPool own = joined.pool(1)) {
                    answers.put("own: " + own.<Object, Object>apply(x -> x instanceof Stranger, new Stranger(1)));
                }
                answers.put(new Stranger(3));
            }
        }
    }

    @Test
    void join_byName_decodesWhatIsSharedAsTheMakerSays() throws Exception {
        String name = "strict-" + ProcessHandle.current().pid();
        try (Procession maker = Procession.builder().name(name).allow(ALLOWED).build()) {
            ProcessQueue<Object> in = maker.queue("in", 10);
            ProcessQueue<Object> out = maker.queue("out", 10);
            in.putAll(List.of(new Stranger(1), 5, new Stranger(2), 6));
            try (JavaProcess peer = JavaProcess.running(Peer.class, name).start()) {
                assertEquals("joined: refused, 5", out.take());
                assertEquals("child: refused, 6", out.take());
                assertEquals("own: true", out.take());
                refused(assertThrows(CodecException.class, out::take), HERE + "$Stranger");
                peer.awaitExit();
            }
        }
    }

    /** Another JVM, whose session has a name and allows everything. */
    static final class LenientMaker {
        private LenientMaker() {}

        public static void main(String[] args) throws Exception {
            try (Procession maker = Procession.builder().name(args[0]).build()) {
                ProcessQueue<Object> out = maker.queue("out", 10);
                out.put(new Stranger(1));
                out.put(new Foreigner());
                maker.latch("done", 1).await();
            }
        }
    }

    @Test
    void join_lenientSessionByAStrictProcess_decodesWhatIsSharedThereAsItsMakerDoes() throws Exception {
        String name = "lenient-" + ProcessHandle.current().pid();
        try (JavaProcess maker = JavaProcess.running(LenientMaker.class, name).start()) {
            Await.until("the session", () -> SessionDirectory.find(name).isPresent());
            try (Procession joined = Procession.join(name)) {
                ProcessQueue<Object> out = joined.queue("out", 10);
                assertEquals(new Stranger(1), out.take());
                assertInstanceOf(Foreigner.class, out.take());
                joined.latch("done", 1).countDown();
                maker.awaitExit();
            }
        }
    }

    @Test
    void decode_handleOfASessionUnknownHere_keepsToThePatternsOfThisOne() throws Exception {
        // A worker makes a session of its own, lenient, and answers with a queue of it.
        long[] pid = {ProcessHandle.current().pid()};
        try (Procession other = Procession.builder().build()) {
            ProcessQueue<Object> lenient = other.queue(10);
            lenient.put(new Stranger(1));
            lenient.put(new Stranger(2));
            assertEquals(new Stranger(1), lenient.take());
            Object seen = pool.apply(queue -> Peer.take(queue), lenient);
            assertEquals("refused", seen);
        }
        assertNotEquals(pid[0], worker());
    }
}
