package dev.procession.benchmarks.task;

import dev.procession.Procession;
import dev.procession.benchmarks.harness.Contender;
import dev.procession.benchmarks.harness.Contest;
import dev.procession.benchmarks.harness.LineProcess;
import dev.procession.benchmarks.harness.Python;
import dev.procession.benchmarks.harness.Report;
import dev.procession.benchmarks.harness.Sample;
import dev.procession.benchmarks.harness.Unit;
import dev.procession.pool.ProcessPool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;

/**
 * From opening a session with a pool of two workers to the first result: in a parent that has been running, as
 * Python's figure is, and in one that has just started; with the ahead-of-time cache and without. Peers: Python's
 * spawn pool, and a JVM that says hello.
 */
public final class StartupBenchmark {
    private static final int REPEATS = 15;
    private static final int WARM_UP = 5;

    private StartupBenchmark() {}

    /** All of them. */
    public static void run(Report report) throws Exception {
        try (LineProcess cache = probe("make-cache")) {
            cache.send("go");
            cache.numbers();
        }
        List<Contender> contenders = Python.peer("Python spawn pool", StartupBenchmark.class, "startup.py");
        contenders.add(new Whole());
        contenders.add(new Running("cold", "Procession, running parent, no cache"));
        contenders.add(new Running("cached", "Procession, running parent, AOT cache"));
        contenders.add(new Fresh("cold", "Procession, fresh parent, no cache"));
        contenders.add(new Fresh("cached", "Procession, fresh parent, AOT cache"));
        report.add(new Contest("startup", "Two workers to the first result", Unit.MILLISECONDS, WARM_UP, REPEATS)
                .run(contenders));
    }

    private static LineProcess probe(String mode) throws IOException {
        return LineProcess.java(List.of(), Probe.class, mode);
    }

    /** A plain JVM, from its start to its end. */
    private static final class Whole implements Contender {
        @Override
        public String name() {
            return "a JVM that says hello, whole process";
        }

        @Override
        public Sample measure() throws IOException {
            long start = System.nanoTime();
            try (LineProcess hello = probe("hello")) {
                hello.send("go");
                hello.numbers();
            }
            return Sample.of((System.nanoTime() - start) / 1e6, 0);
        }

        @Override
        public void close() {
            // Each has ended already.
        }
    }

    /** A parent that has opened sessions before. */
    private static final class Running implements Contender {
        private final LineProcess parent;
        private final String name;

        Running(String mode, String name) throws IOException {
            parent = probe(mode);
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Sample measure() throws IOException {
            parent.send("go");
            return Sample.of(parent.numbers()[0], 0);
        }

        @Override
        public void close() throws IOException {
            parent.close();
        }
    }

    /** A parent whose first session it is. */
    private record Fresh(String mode, String name) implements Contender {
        @Override
        public Sample measure() throws IOException {
            try (LineProcess parent = probe(mode)) {
                parent.send("go");
                return Sample.of(parent.numbers()[0], 0);
            }
        }

        @Override
        public void close() {
            // Each has ended already.
        }
    }

    /** Runs in a JVM of its own: once for each line of its standard input. */
    static final class Probe {
        private static final int SETTLE_MILLIS = 500;

        private Probe() {}

        public static void main(String[] args) throws Exception {
            BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            while (input.readLine() != null) {
                switch (args[0]) {
                    case "hello" -> System.out.println(0);
                    case "make-cache" -> makeCache();
                    default -> System.out.println(first(args[0].equals("cached")));
                }
            }
        }

        private static double first(boolean cached) {
            long start = System.nanoTime();
            try (Procession px = Procession.builder().useAotCache(cached).build();
                    ProcessPool pool = px.pool(2)) {
                pool.apply(() -> 1);
                return (System.nanoTime() - start) / 1e6;
            }
        }

        /** Until no process of the session but the worker is left: the one that makes the cache has ended. */
        private static void makeCache() throws InterruptedException {
            try (Procession px = Procession.local();
                    ProcessPool pool = px.pool(1)) {
                long worker = pool.apply(() -> ProcessHandle.current().pid());
                List<ProcessHandle> others = ProcessHandle.current()
                        .children()
                        .filter(child -> child.pid() != worker)
                        .sorted(Comparator.comparingLong(ProcessHandle::pid))
                        .toList();
                for (ProcessHandle other : others) {
                    other.onExit().join();
                }
                Thread.sleep(SETTLE_MILLIS);
            }
            System.out.println(0);
        }
    }
}
