package dev.procession.benchmarks.task;

import dev.procession.Procession;
import dev.procession.benchmarks.harness.Contender;
import dev.procession.benchmarks.harness.LineProcess;
import dev.procession.benchmarks.harness.Python;
import dev.procession.benchmarks.harness.Report;
import dev.procession.benchmarks.harness.Row;
import dev.procession.benchmarks.harness.Table;
import dev.procession.benchmarks.harness.Unit;
import dev.procession.channel.ProcessQueue;
import dev.procession.pool.ProcessPool;
import dev.procession.shared.Manager;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What processes cost that have nothing to do: processor time in five windows of twelve seconds, and memory, from
 * {@code /proc}.
 */
public final class IdleBenchmark {
    private static final int WINDOWS = 5;
    private static final int WINDOW_SECONDS = 12;
    private static final int SETTLE_SECONDS = 3;

    private IdleBenchmark() {}

    /** All of them at once. */
    public static void run(Report report) throws Exception {
        if (!Files.isDirectory(Path.of("/proc/self"))) {
            System.out.println("idle: there is no /proc here; skipped");
            return;
        }
        List<Contender> python = Python.peer("Python, a consumer blocked", IdleBenchmark.class, "idle.py");
        try (LineProcess sleeper = LineProcess.java(List.of("-XX:+UseSerialGC"), Sleeper.class);
                Procession session = Procession.local();
                ProcessPool pool = session.pool(1);
                Manager manager = session.manager()) {
            Map<String, Long> idle = new LinkedHashMap<>();
            for (Contender peer : python) {
                peer.measure();
                idle.put(peer.name(), ((Python) peer).pid());
            }
            sleeper.send("go");
            sleeper.numbers();
            idle.put("a JVM that sleeps", sleeper.pid());
            ProcessQueue<String> queue = session.queue(1);
            ProcessQueue<Long> ready = session.queue(1);
            session.start(() -> {
                ready.put(ProcessHandle.current().pid());
                queue.take();
            });
            idle.put("Procession, a consumer blocked", ready.take());
            idle.put(
                    "Procession, an idle worker of a pool",
                    pool.apply(() -> ProcessHandle.current().pid()));
            idle.put(
                    "Procession, an idle manager",
                    manager.proxy(Located.class, Here::new).pid());
            TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
            report.add(new Table("idle-memory", "Memory of an idle process, PSS", Unit.MEBIBYTES, null, memory(idle)));
            report.add(new Table(
                    "idle-cpu",
                    "Processor time of a process with nothing to do, in windows of " + WINDOW_SECONDS + " s",
                    Unit.PERCENT_OF_A_PROCESSOR,
                    null,
                    processor(idle)));
            queue.put("end");
        } finally {
            for (Contender peer : python) {
                peer.close();
            }
        }
    }

    /** An object of a manager that says in which process it is. */
    interface Located {
        /** Of the manager. */
        long pid();
    }

    /** The object itself. */
    static final class Here implements Located {
        @Override
        public long pid() {
            return ProcessHandle.current().pid();
        }
    }

    /** Says that it is there, and then waits for the end of its input. */
    static final class Sleeper {
        private Sleeper() {}

        public static void main(String[] args) throws IOException {
            BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            while (input.readLine() != null) {
                System.out.println("0 0");
            }
        }
    }

    private static List<Row> memory(Map<String, Long> idle) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (Map.Entry<String, Long> each : idle.entrySet()) {
            double kibibytes = Files.readAllLines(Path.of("/proc/" + each.getValue() + "/smaps_rollup")).stream()
                    .filter(line -> line.startsWith("Pss:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
                    .sum();
            rows.add(Row.of(each.getKey(), kibibytes / 1024));
        }
        return rows;
    }

    private static List<Row> processor(Map<String, Long> idle) throws IOException, InterruptedException {
        Map<String, double[]> percents = new LinkedHashMap<>();
        idle.keySet().forEach(name -> percents.put(name, new double[WINDOWS]));
        for (int window = 0; window < WINDOWS; window++) {
            Map<String, Map<Path, Long>> before = nanos(idle);
            int at = window;
            long start = System.nanoTime();
            TimeUnit.SECONDS.sleep(WINDOW_SECONDS);
            double wall = System.nanoTime() - start;
            Map<String, Map<Path, Long>> after = nanos(idle);
            percents.forEach((name, windows) -> windows[at] = 100 * used(before, after, name) / wall);
        }
        return percents.entrySet().stream()
                .map(each -> Row.of(each.getKey(), each.getValue()))
                .toList();
    }

    /** Of the threads that are there at the end; what one used that has ended meanwhile is not known. */
    private static double used(Map<String, Map<Path, Long>> before, Map<String, Map<Path, Long>> after, String name) {
        Map<Path, Long> earlier = Objects.requireNonNull(before.get(name));
        double sum = 0;
        for (Map.Entry<Path, Long> thread :
                Objects.requireNonNull(after.get(name)).entrySet()) {
            sum += thread.getValue() - earlier.getOrDefault(thread.getKey(), 0L);
        }
        return sum;
    }

    /** Of each thread; finer than the hundredths of a second that the process has. */
    private static Map<String, Map<Path, Long>> nanos(Map<String, Long> idle) throws IOException {
        Map<String, Map<Path, Long>> nanos = new LinkedHashMap<>();
        for (Map.Entry<String, Long> each : idle.entrySet()) {
            Map<Path, Long> threads = new LinkedHashMap<>();
            try (Stream<Path> files = Files.list(Path.of("/proc/" + each.getValue() + "/task"))) {
                for (Path thread : files.toList()) {
                    threads.put(
                            thread,
                            Long.parseLong(Files.readString(thread.resolve("schedstat"))
                                    .split(" ", 2)[0]));
                }
            }
            nanos.put(each.getKey(), threads);
        }
        return nanos;
    }
}
