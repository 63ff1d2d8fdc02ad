package dev.procession.benchmarks;

import dev.procession.Procession;
import dev.procession.pool.ProcessPool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * From opening a session with a pool of two workers to the first result: in a parent that has just started, and in one that has been
 * running, as Python's figure is; with the ahead-of-time cache and without. Peers: Python's spawn pool, and a JVM that says hello.
 */
final class StartupBenchmark {
    private static final int ROUNDS = 15;
    private static final int WARM_UP = 5;
    private static final String PEER = """
            import multiprocessing as mp, time
            def one(): return 1
            if __name__ == '__main__':
                spawn = mp.get_context('spawn')
                for i in range(20):
                    start = time.perf_counter()
                    pool = spawn.Pool(2)
                    pool.apply(one)
                    print((time.perf_counter() - start) * 1000)
                    pool.terminate(); pool.join()
            """;

    private StartupBenchmark() {}

    static void run() throws Exception {
        System.out.println("startup: two workers to the first result");
        makeCache();
        double[] hello = new double[ROUNDS];
        double[] freshCold = new double[ROUNDS];
        double[] freshCached = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            long start = System.nanoTime();
            probe("hello");
            hello[i] = (System.nanoTime() - start) / 1e6;
            freshCold[i] = probe("cold").getFirst();
            freshCached[i] = probe("cached").getFirst();
        }
        Figures cold = new Figures("running parent, no cache", tail(probe("cold-repeated")));
        Figures cached = new Figures("running parent, AOT cache", tail(probe("cached-repeated")));
        Optional<double[]> python = Python.run(PEER);
        Figures plain = new Figures("a JVM that says hello, whole process", hello);
        Figures peer =
                python.map(values -> new Figures("Python spawn pool", values)).orElse(plain);
        peer.print("ms", peer);
        plain.print("ms", peer);
        cold.print("ms", peer);
        cached.print("ms", peer);
        new Figures("fresh parent, no cache", freshCold).print("ms", peer);
        new Figures("fresh parent, AOT cache", freshCached).print("ms", peer);
    }

    private static double[] tail(List<Double> values) {
        return values.stream().skip(WARM_UP).mapToDouble(x -> x).toArray();
    }

    /** A first session that lives until the cache it makes is there. */
    private static void makeCache() throws IOException, InterruptedException {
        probe("make-cache");
    }

    private static List<Double> probe(String mode) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Probe.class.getName(),
                        mode)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("probe " + mode + " failed: " + printed);
        }
        return printed.lines().map(Double::valueOf).toList();
    }

    /** Runs in a JVM of its own. */
    static final class Probe {
        private Probe() {}

        public static void main(String[] args) throws Exception {
            switch (args[0]) {
                case "hello" -> System.out.println(0.0);
                case "make-cache" -> makeCache();
                default -> {
                    int rounds = args[0].endsWith("repeated") ? WARM_UP + ROUNDS : 1;
                    List<Double> millis = new ArrayList<>();
                    for (int i = 0; i < rounds; i++) {
                        millis.add(first(args[0].startsWith("cached")));
                    }
                    millis.forEach(System.out::println);
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

        /** Lives until no process of the session but the worker is left: the one that makes the cache has ended. */
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
                Thread.sleep(500);
            }
        }
    }
}
