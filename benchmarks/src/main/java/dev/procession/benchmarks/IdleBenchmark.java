package dev.procession.benchmarks;

import dev.procession.Procession;
import dev.procession.channel.ProcessQueue;
import dev.procession.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What a consumer costs that is blocked for a minute: the processor time of its whole process, from {@code /proc}. */
final class IdleBenchmark {
    private static final int SECONDS = 60;
    private static final double TICKS_PER_SECOND = 100;

    private IdleBenchmark() {}

    static void run() throws IOException, InterruptedException {
        if (!Files.isDirectory(Path.of("/proc/self"))) {
            System.out.println("idle: there is no /proc here; skipped");
            return;
        }
        try (Procession session = Procession.local()) {
            ProcessQueue<String> queue = session.queue(1);
            ProcessQueue<String> ready = session.queue(1);
            ChildProcess child = session.start(() -> {
                ready.put("ready");
                queue.take();
            });
            ready.take();
            TimeUnit.SECONDS.sleep(2);
            long before = ticks(child.pid());
            TimeUnit.SECONDS.sleep(SECONDS);
            long used = ticks(child.pid()) - before;
            System.out.printf(
                    "idle: a consumer blocked for %d s used %.3f %% of a processor (%d ticks)%n",
                    SECONDS, 100 * used / TICKS_PER_SECOND / SECONDS, used);
            queue.put("end");
            child.join();
        }
    }

    private static long ticks(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }
}
