package dev.procession;

import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.WorkerInfo;
import dev.procession.testkit.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A program whose JVM ends while it uses a session; run by {@link JvmEndTest}. Arguments: a directory, what to do,
 * the close timeout in milliseconds. A task has begun when the file {@code begun} is there, and ends when
 * {@code go} is, by making {@code done}.
 */
@SuppressWarnings("SystemOut") // what it prints is looked at
final class JvmEndProgram {
    private static final int STATUS = 7;

    private JvmEndProgram() {}

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        Path files = directory.resolve("files");
        Path sessions = directory.resolve("sessions");
        Procession px = Procession.builder()
                .directory(sessions)
                .closeTimeout(Duration.ofMillis(Long.parseLong(args[2])))
                .shutdownHook(!args[1].equals("no-hook"))
                .build();
        switch (args[1]) {
            case "queue" -> {
                px.<Integer>queue(3).put(1);
                System.out.println("READY");
                Thread.sleep(1_000_000);
            }
            case "finalizer" -> {
                String file = files.resolve("finalized").toString();
                px.pool(PoolOptions.defaults().withWorkers(1).withFinalizer(() -> Files.createFile(Path.of(file))))
                        .apply(() -> 1);
                System.exit(STATUS);
            }
            case "open-in-hook" ->
                hook(() -> System.out.println("ANSWER "
                        + Procession.builder()
                                .directory(sessions)
                                .closeTimeout(Duration.ofHours(1))
                                .build()
                                .pool(1)
                                .<Integer>apply(() -> 42)));
            case "map" -> {
                ProcessPool pool = px.pool(1);
                pool.apply(() -> 1);
                System.out.println("READY");
                pool.map(x -> forever(), IntStream.range(0, 100).boxed().toList());
            }
            case "daemon" -> {
                submit(px.pool(PoolOptions.defaults().withWorkers(1).withDaemon(true)), files);
            }
            case "callback" -> {
                px.pool(1).applyAsync(() -> 1, value -> System.exit(STATUS));
                Thread.sleep(1_000_000);
            }
            default -> run(args[1], px, files);
        }
    }

    private static void run(String what, Procession px, Path files) throws Exception {
        ProcessPool pool = px.pool(1);
        TaskFuture<String> future = submit(pool, files);
        System.out.println("PID " + pool.workers().getFirst().pid());
        switch (what) {
            case "return" -> {}
            case "exit" -> {
                hook(() -> System.out.println("HOOK"));
                System.exit(STATUS);
            }
            case "hook-uses" -> {
                hook(() -> use(px, pool, future));
                Thread.sleep(1_000_000);
            }
            case "hook-waits" -> {
                hook(() -> waitFor(future));
                System.out.println("READY");
                Thread.sleep(1_000_000);
            }
            default -> {
                hook(() -> System.out.println("HOOK"));
                System.out.println("READY");
                Thread.sleep(1_000_000);
            }
        }
    }

    private static TaskFuture<String> submit(ProcessPool pool, Path files) {
        String path = files.toString();
        TaskFuture<String> future = pool.applyAsync(() -> {
            Files.createFile(Path.of(path, "begun"));
            while (Files.notExists(Path.of(path, "go"))) {
                Thread.sleep(5);
            }
            Files.createFile(Path.of(path, "done"));
            System.out.println("apple");
            return "apple";
        });
        Await.until("the task to begin", () -> Files.exists(files.resolve("begun")));
        Await.until("a busy worker", () -> pool.workers().getFirst().state() == WorkerInfo.State.BUSY);
        return future;
    }

    private static int forever() throws InterruptedException {
        Thread.sleep(1_000_000);
        return 0;
    }

    private static void hook(Runnable action) {
        Runtime.getRuntime().addShutdownHook(new Thread(action, "the program's hook"));
    }

    /** Uses what a session has, in a hook, and then closes it. */
    private static void use(Procession px, ProcessPool pool, TaskFuture<String> future) {
        System.out.println("HOOK");
        try (var manager = px.manager()) {
            var queue = px.<String>queue(2);
            var map = manager.<String, Integer>map();
            var lock = px.lock();
            lock.lock();
            try {
                TaskFuture<?> producer = px.pool(1).applyAsync(() -> {
                    queue.put("element");
                    map.put("key", 5);
                });
                System.out.println("QUEUE " + queue.take() + " " + lock.isHeldByCurrentThread());
                producer.join();
            } finally {
                lock.unlock();
            }
            System.out.println("MAP " + map.get("key"));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        System.out.println("RESULT " + future.join() + pool.map(x -> x + 1, List.of(1, 2)));
        pool.close();
        px.close();
        System.out.println("CLOSED");
    }

    private static void waitFor(TaskFuture<?> future) {
        try {
            future.join();
            System.out.println("FUTURE done");
        } catch (RuntimeException e) {
            System.out.println("FUTURE " + e.getClass().getSimpleName() + " " + e.getMessage());
        }
    }
}
