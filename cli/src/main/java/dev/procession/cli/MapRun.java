package dev.procession.cli;

import dev.procession.cli.input.Items;
import dev.procession.cli.joblog.JobLog;
import dev.procession.cli.joblog.PendingItems;
import dev.procession.cli.options.MapOptions;
import dev.procession.cli.report.FailureLine;
import dev.procession.cli.report.JsonLine;
import dev.procession.cli.report.ProgressMeter;
import dev.procession.cli.report.ResultWriter;
import dev.procession.function.Fn;
import dev.procession.pool.PoolBrokenException;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.TaskOutcome;
import dev.procession.process.Output;
import dev.procession.process.SessionClosedException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The run itself: takes outcomes as the pool hands them out, and writes down each. Used by one thread. */
final class MapRun {
    private final MapOptions options;
    private final ResultWriter results;
    private final PrintStream err;
    private final @Nullable JobLog log;
    private final @Nullable ProgressMeter meter;
    private final @Nullable PendingItems pending;
    private final EndOfProcess end;

    MapRun(
            MapOptions options,
            ResultWriter results,
            PrintStream err,
            @Nullable JobLog log,
            @Nullable ProgressMeter meter,
            @Nullable PendingItems pending,
            EndOfProcess end) {
        this.options = options;
        this.results = results;
        this.err = err;
        this.log = log;
        this.meter = meter;
        this.pending = pending;
        this.end = end;
    }

    /** How the pool of a run is made. */
    static PoolOptions poolOptions(MapOptions options, Map<String, String> environment) {
        PoolOptions pool = PoolOptions.defaults().withName("map").withOutput(Output.FORWARD_TO_ERROR);
        int workers = options.jobs().orElse(pool.workers());
        if (!options.inputs().isEmpty()) {
            workers = Math.min(workers, options.inputs().size());
        }
        pool = pool.withWorkers(workers)
                .withJvmOptions(options.jvmOptions().toArray(new String[0]))
                .withEnvironment(localeOf(environment));
        return options.maxMemory().isPresent()
                ? pool.withMaxHeap(options.maxMemory().getAsLong())
                : pool;
    }

    /**
     * Under the C locale, which was not chosen on purpose unless {@code LC_ALL} is set, Java cannot name a file outside
     * ASCII. The same locale with UTF-8 changes nothing else.
     *
     * @see <a href="https://peps.python.org/pep-0538/">PEP 538, the same in Python</a>
     */
    private static Map<String, String> localeOf(Map<String, String> environment) {
        boolean plainAscii = System.getProperty("sun.jnu.encoding", "").startsWith("ANSI_X3.4");
        boolean chosen = !environment.getOrDefault("LC_ALL", "").isEmpty();
        return plainAscii && !chosen ? Map.of("LC_CTYPE", "C.UTF-8") : Map.of();
    }

    private TaskOptions taskOptions() {
        TaskOptions task = TaskOptions.defaults()
                .withKeepGoing(true)
                .withRetries(options.retries())
                .withChunkSize(options.chunk())
                .withName("map");
        if (meter != null) {
            task = task.withProgress((done, failed, total, elapsed) -> meter.advanced(done, failed));
        }
        return options.timeout().isPresent()
                ? task.withTimeout(options.timeout().get())
                : task;
    }

    /** Applies {@code function} to {@code items}; whether all succeeded. */
    boolean execute(ProcessPool pool, Fn<String, String> function, Items items) throws IOException {
        ProcessPool view = pool.with(taskOptions());
        boolean succeeded = true;
        try (Stream<TaskOutcome<String, String>> outcomes = options.unordered()
                ? view.imapOutcomesUnordered(function, items)
                : view.imapOutcomes(function, items)) {
            Iterator<TaskOutcome<String, String>> iterator = outcomes.iterator();
            while (iterator.hasNext()) {
                TaskOutcome<String, String> outcome = iterator.next();
                if (outcome.failure() instanceof PoolBrokenException broken) {
                    throw broken; // Every item after it would fail with the same words.
                }
                if (!outcome.succeeded() && end.begun()) {
                    return false;
                }
                succeeded &= outcome.succeeded();
                report(outcome);
            }
        } catch (RejectedExecutionException | SessionClosedException e) {
            if (end.begun()) {
                return false; // The pool has ended because the process does, and the source is read no further.
            }
            throw e;
        }
        return succeeded;
    }

    private void report(TaskOutcome<String, String> outcome) throws IOException {
        long index = pending == null ? outcome.index() : pending.position(outcome.index());
        if (options.json()) {
            results.write(JsonLine.of(index, outcome));
        } else if (outcome.succeeded()) {
            results.write(String.valueOf(outcome.value()));
        }
        Throwable failure = outcome.failure();
        if (failure != null) {
            err.println(FailureLine.of(index, outcome.input(), failure, outcome.attempts()));
        }
        if (log != null) {
            results.flush(); // What the log calls done must have left this process, or --resume would lose it.
            log.append(index, outcome);
        }
        if (meter != null) {
            meter.count(outcome.succeeded());
        }
    }
}
