package dev.procession.benchmarks.harness;

/** What a name on the command line stands for. */
public interface Benchmark {
    /** Measures, and adds a table for each thing that was measured. */
    void run(Report report) throws Exception;
}
