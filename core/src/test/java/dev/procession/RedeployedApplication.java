package dev.procession;

import dev.procession.channel.JoinableQueue;
import dev.procession.channel.Pipe;
import dev.procession.channel.ProcessQueue;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskOptions;
import dev.procession.process.ChildProcess;
import dev.procession.process.Output;
import dev.procession.shared.Manager;
import dev.procession.sync.ProcessLock;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An application that uses everything once, and closes it. */
public final class RedeployedApplication implements Runnable {
    /** A value of the application's. */
    public record Order(int number, List<String> lines, Duration due) implements Serializable {}

    /** An interface of the application's. */
    public interface Greeter {
        /** Greets. */
        String greet(Order order);
    }

    /** Its implementation. */
    public static final class Politely implements Greeter {
        @Override
        public String greet(Order order) {
            return "order " + order.number();
        }
    }

    /** A failure of the application's. */
    public static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    private static final Order ORDER = new Order(1, List.of("a", "b"), Duration.ofDays(1));

    @Override
    public void run() {
        try {
            try (Procession px = Procession.builder()
                    .output(Output.DISCARD)
                    .name("redeploy-" + ProcessHandle.current().pid())
                    .build()) {
                usePool(px);
                useChannels(px);
                useSynchronizers(px);
                useManager(px);
                try (Procession joined =
                        Procession.join("redeploy-" + ProcessHandle.current().pid())) {
                    joined.queue("named", 4).put(ORDER);
                }
            }
            try (Procession strict = Procession.builder()
                    .allow("dev.procession.RedeployedApplication", "dev.procession.RedeployedApplication$*")
                    .build()) {
                strict.queue(4).put(ORDER);
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static int refuse(int number) throws Refused {
        throw new Refused("order " + number);
    }

    private static void usePool(Procession px) throws Exception {
        try (ProcessPool pool = px.pool(PoolOptions.defaults().withWorkers(1))) {
            Order captured = ORDER;
            pool.map(i -> captured.number() + i, List.of(1, 2, 3));
            pool.apply(order -> new Order(order.number() + 1, order.lines(), order.due()), ORDER);
            pool.applyAsync(() -> 1, result -> {})
                    .thenApply(n -> n + 1)
                    .toCompletableFuture()
                    .get();
            mustFail(() -> pool.apply(number -> refuse(number), 7));
            mustFail(() -> pool.with(TaskOptions.defaults().withTimeout(Duration.ofMillis(50)))
                    .apply(() -> Thread.sleep(60_000)));
            mustFail(() -> pool.apply(() -> Runtime.getRuntime().halt(3)));
            if (pool.imap(i -> i + 1, Stream.iterate(0, n -> n + 1)).findFirst().isEmpty()) {
                throw new IllegalStateException("an infinite stream has a first element");
            }
            pool.imapOutcomes(i -> 1 / i, List.of(0, 1)).forEach(outcome -> {});
        }
        try (ChildProcess child = px.start(() -> {})) {
            child.join();
        }
    }

    /** An action that may throw anything. */
    private interface Action {
        void run() throws Exception;
    }

    private static void mustFail(Action action) {
        try {
            action.run();
        } catch (Exception e) {
            return;
        }
        throw new IllegalStateException("did not fail");
    }

    private static void useChannels(Procession px) throws Exception {
        ProcessQueue<Object> queue = px.queue(4);
        queue.put(ORDER);
        queue.take();
        queue.poll(10, TimeUnit.MILLISECONDS);
        JoinableQueue<Object> joinable = px.joinableQueue(4);
        joinable.put(List.of(1));
        joinable.take();
        joinable.taskDone();
        Pipe<Order> pipe = px.pipe();
        pipe.left().send(ORDER);
        pipe.right().recv();
    }

    private static void useSynchronizers(Procession px) throws Exception {
        ProcessLock lock = px.lock();
        if (lock.tryLock()) {
            lock.unlock();
        }
        px.semaphore(1).acquire();
        px.latch(1).countDown();
        px.event().set();
        px.barrier(1).await();
        px.sharedLong(1).incrementAndGet();
        px.sharedLongs(10).set(1, 1);
        px.sharedMemory(4096);
    }

    private static void useManager(Procession px) {
        try (Manager manager = px.manager()) {
            manager.<String, Order>map().put("k", ORDER);
            manager.<Integer>deque().add(3);
            manager.counter(1).incrementAndGet();
            manager.proxy(Greeter.class, () -> new Politely()).greet(ORDER);
        }
    }
}
