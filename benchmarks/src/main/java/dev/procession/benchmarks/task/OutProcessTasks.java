package dev.procession.benchmarks.task;

import dev.procession.benchmarks.harness.Contender;
import dev.procession.benchmarks.harness.LineProcess;
import dev.procession.benchmarks.harness.Sample;
import dev.procession.benchmarks.harness.UnfinishedException;
import dyorgio.runtime.out.process.OutProcessExecutorService;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A peer that is known to hang: in a JVM of its own, with a limit. */
final class OutProcessTasks implements Contender {
    private static final int LIMIT_SECONDS = 30;
    private static final int TRIPS = 20;
    private final LineProcess process;

    OutProcessTasks() throws IOException {
        process = LineProcess.java(List.of(), OutProcessTasks.class);
    }

    /** A round for each line of standard input. */
    public static void main(String[] args) throws Exception {
        OutProcessExecutorService executor = new OutProcessExecutorService();
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (input.readLine() != null) {
            System.out.println(ExecutorTasks.trips(executor, TRIPS).text());
        }
        executor.shutdownNow();
        System.exit(0);
    }

    @Override
    public String name() {
        return "out-process 1.2.7, one JVM";
    }

    @Override
    public Sample measure() throws IOException, UnfinishedException {
        process.send("go");
        return Sample.of(process.numbers(LIMIT_SECONDS, TRIPS + " tasks"));
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
