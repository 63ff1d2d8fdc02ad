package dev.procession.examples.howto;

import dev.procession.Procession;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.WorkerInfo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;

/** Looks at a worker that hangs: what it runs, where it is, and what the flight recorder wrote. */
public final class DebugWorkers {
    private DebugWorkers() {}

    private static void stuck() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    /** Runs the example. */
    public static void main(String[] args) throws Exception {
        Path file = Files.createTempFile("procession", ".jfr");
        try (var recording = new Recording();
                var px = Procession.local()) {
            recording.start();
            ProcessPool pool = px.pool(PoolOptions.defaults().withWorkers(1).withName("parsers"));
            pool.apply(() -> "a task that ends");
            var hangs = pool.applyAsync(DebugWorkers::stuck);

            WorkerInfo worker = pool.workers().getFirst();
            while (worker.state() != WorkerInfo.State.BUSY) {
                Thread.onSpinWait();
                worker = pool.workers().getFirst();
            }
            System.out.println(worker.name() + " runs " + worker.task() + ", completed " + worker.completed());

            String stacks = jcmd(worker.pid(), "Thread.print");
            stacks.lines()
                    .filter(line -> line.contains("DebugWorkers.stuck"))
                    .forEach(line -> System.out.println(line.strip().replaceFirst("\\(.*", "")));

            hangs.cancel(true);
            pool.close();
            recording.dump(file);
        }
        RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals("dev.procession.Task"))
                .map(event -> "recorded: " + event.getString("task") + " on " + event.getString("worker"))
                .sorted()
                .forEach(System.out::println);
        Files.delete(file);
    }

    private static String jcmd(long pid, String command) throws Exception {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process = new ProcessBuilder(jcmd.toString(), Long.toString(pid), command).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor(10, TimeUnit.SECONDS);
        return output;
    }
}
