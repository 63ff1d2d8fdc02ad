package dev.procession.benchmarks;

import dev.procession.benchmarks.harness.Benchmark;
import dev.procession.benchmarks.harness.Contest;
import dev.procession.benchmarks.harness.Machine;
import dev.procession.benchmarks.harness.Report;
import dev.procession.benchmarks.manager.ManagerBenchmark;
import dev.procession.benchmarks.page.Pages;
import dev.procession.benchmarks.page.Run;
import dev.procession.benchmarks.queue.CodecBenchmark;
import dev.procession.benchmarks.queue.GrowthBenchmark;
import dev.procession.benchmarks.queue.QueueBenchmark;
import dev.procession.benchmarks.task.IdleBenchmark;
import dev.procession.benchmarks.task.PoolGrowthBenchmark;
import dev.procession.benchmarks.task.StartupBenchmark;
import dev.procession.benchmarks.task.TaskBenchmark;
import dev.procession.benchmarks.trip.TripBenchmark;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Runs the benchmarks named on the command line, or lists them; keeps what they measured, and makes the pages that
 * show it.
 */
public final class Main {
    private static final Path PAGES = Path.of("docs", "benchmarks");
    private static final Map<String, Entry> ENTRIES = entries();

    private record Entry(String title, Benchmark benchmark) {}

    private Main() {}

    private static Map<String, Entry> entries() {
        Map<String, Entry> entries = new LinkedHashMap<>();
        entries.put("startup", new Entry("a pool's start to its first result", StartupBenchmark::run));
        entries.put("tasks", new Entry("round trips and throughput of tasks", TaskBenchmark::run));
        entries.put("queues", new Entry("elements from one process to another", QueueBenchmark::queues));
        entries.put("rings", new Entry("raw records from one JVM to another", QueueBenchmark::rings));
        entries.put("locks", new Entry("lock and unlock", TripBenchmark::locks));
        entries.put("pipes", new Entry("round trips of a pipe, hot and parked", TripBenchmark::pipes));
        entries.put("manager", new Entry("calls of a manager's objects", ManagerBenchmark::calls));
        entries.put("codec", new Entry("elements of several kinds through a queue", CodecBenchmark::run));
        entries.put("shapes", new Entry("six shapes of producers and consumers", GrowthBenchmark::shapes));
        entries.put("clients", new Entry("a manager with one to eight clients", ManagerBenchmark::clients));
        entries.put("fan", new Entry("a queue with one to eight producers and consumers", GrowthBenchmark::fan));
        entries.put("sizes", new Entry("a queue's elements of 8 bytes to 1 MiB", GrowthBenchmark::sizes));
        entries.put("lengths", new Entry("a pipe's messages of 8 bytes to 1 MiB", TripBenchmark::lengths));
        entries.put("depth", new Entry("a queue with one element to ten million in it", GrowthBenchmark::depth));
        entries.put("workers", new Entry("a task's cost with one to 64 workers", PoolGrowthBenchmark::workers));
        entries.put(
                "queued",
                new Entry("a task's cost with one thousand to ten million queued", PoolGrowthBenchmark::queued));
        entries.put("idle", new Entry("processes that have nothing to do, for a minute", IdleBenchmark::run));
        return entries;
    }

    /**
     * {@code [--save | --quick] NAME…}, {@code all} for all of them, or {@code --pages}; exits with 2 when there is
     * no such benchmark.
     */
    public static void main(String[] args) throws Exception {
        List<String> names = new ArrayList<>(List.of(args));
        boolean save = names.remove("--save");
        if (names.remove("--quick")) {
            if (save) {
                System.err.println("--quick measures nothing that is worth keeping; without --save, please");
                System.exit(2);
            }
            System.setProperty(Contest.QUICK, "true");
        }
        if (names.remove("--pages")) {
            Pages.write(PAGES);
        }
        if (names.remove("all")) {
            names.addAll(ENTRIES.keySet());
        }
        if (args.length == 0) {
            list();
        }
        for (String name : names) {
            if (!ENTRIES.containsKey(name)) {
                System.err.println("no benchmark named " + name + "; without arguments, they are listed");
                System.exit(2);
            }
        }
        for (String name : names) {
            run(name, save);
        }
        if (save) {
            Pages.write(PAGES);
        }
    }

    private static void run(String name, boolean save) throws Exception {
        Machine machine = Machine.here();
        System.out.println(name + ": " + machine.text());
        Report report = new Report();
        Benchmark benchmark = Objects.requireNonNull(ENTRIES.get(name)).benchmark();
        benchmark.run(report);
        if (save) {
            new Run(name, LocalDate.now(ZoneOffset.UTC).toString(), machine, report.tables()).save(PAGES);
        }
    }

    private static void list() {
        System.out.println(
                "./x bench [--save] NAME…   all: all of them; --save: keeps the figures in docs/benchmarks and makes its pages");
        System.out.println("./x bench --quick NAME…    one round of each, to see that it works");
        System.out.println("./x bench --pages          makes the pages of the figures that are kept");
        ENTRIES.forEach((name, entry) -> System.out.printf("  %-10s%s%n", name, entry.title()));
    }
}
