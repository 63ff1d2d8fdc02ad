package dev.procession.cli;

import dev.procession.cli.function.ClassCache;
import dev.procession.cli.function.CompileException;
import dev.procession.cli.function.FunctionLoader;
import dev.procession.cli.input.ArgumentItems;
import dev.procession.cli.input.Items;
import dev.procession.cli.input.StreamItems;
import dev.procession.cli.joblog.DoneItems;
import dev.procession.cli.joblog.InputChangedException;
import dev.procession.cli.joblog.JobLog;
import dev.procession.cli.joblog.PendingItems;
import dev.procession.cli.options.MapOptions;
import dev.procession.cli.options.UsageException;
import dev.procession.cli.report.ErrorStream;
import dev.procession.cli.report.FailureLine;
import dev.procession.cli.report.ProgressMeter;
import dev.procession.cli.report.ResultWriter;
import dev.procession.cli.report.Terminal;
import dev.procession.function.Fn;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * {@code procession map}: puts a run together and turns what can go wrong into messages and exit statuses. Workers
 * start, input is read and the function compiled at the same time.
 */
final class MapCommand {
    private static final int FAILED = 1;

    private final Surroundings surroundings;
    private final PoolOpener pools;
    private final ErrorStream errorStream;
    private final PrintStream err;

    MapCommand(Surroundings surroundings, PoolOpener pools) {
        this.surroundings = surroundings;
        this.pools = pools;
        this.errorStream = new ErrorStream(surroundings.err());
        this.err = new PrintStream(errorStream, true, StandardCharsets.UTF_8);
    }

    int run(List<String> args) {
        try {
            MapOptions options = MapOptions.parse(args);
            if (options.help()) {
                new PrintStream(surroundings.out(), true, StandardCharsets.UTF_8).print(Main.text("map.txt"));
                return 0;
            }
            System.setErr(err); // Where the workers' output goes: the status line has to make way for it.
            return run(options);
        } catch (UsageException e) {
            err.println("procession map: " + e.getMessage());
            return Main.USAGE;
        } catch (CompileException e) {
            err.println(e.getMessage());
            return Main.USAGE;
        } catch (IOException e) {
            err.println("procession map: " + e);
            return FAILED;
        } catch (InterruptedException e) {
            err.println("procession map: interrupted");
            return FAILED;
        } catch (RuntimeException e) {
            return failed(e);
        }
    }

    /** A run that ended early. The cause may be wrapped by the thread of the pool that met it. */
    private int failed(RuntimeException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof InputChangedException) {
                err.println("procession map: " + cause.getMessage());
                return Main.USAGE;
            }
            if (cause instanceof UncheckedIOException) {
                err.println("procession map: " + cause.getMessage());
                return FAILED;
            }
        }
        err.println("procession map: the run was ended: " + FailureLine.describe(e));
        return FAILED;
    }

    private int run(MapOptions options) throws UsageException, CompileException, IOException, InterruptedException {
        DoneItems done = options.resume() ? DoneItems.read(options.jobLog().orElseThrow()) : null;
        try (JobLog log =
                options.jobLog().isPresent() ? JobLog.open(options.jobLog().get(), done, Clock.systemUTC()) : null) {
            ProgressMeter meter = meter(options);
            boolean counted = meter != null && options.inputs().isEmpty();
            StandardInputSize size = counted ? StandardInputSize.start(delimiter(options)) : null;
            FutureTask<PoolOpener.Lease> opening = startPool(options);
            Items items = items(options);
            Fn<String, String> function;
            try {
                function = load(options);
            } catch (UsageException | CompileException | RuntimeException e) {
                abandon(opening);
                throw e;
            }
            Thread.currentThread().setContextClassLoader(function.getClass().getClassLoader());
            try (PoolOpener.Lease lease = await(opening)) {
                return run(options, lease, function, items, done, log, meter, size);
            }
        }
    }

    private int run(
            MapOptions options,
            PoolOpener.Lease lease,
            Fn<String, String> function,
            Items items,
            @Nullable DoneItems done,
            @Nullable JobLog log,
            @Nullable ProgressMeter meter,
            @Nullable StandardInputSize size)
            throws IOException {
        PendingItems pending = done == null ? null : new PendingItems(items, done);
        if (meter != null) {
            meter.start(
                    () -> size == null || items.total() >= 0 ? items.total() : size.items(),
                    () -> pending == null ? 0 : pending.skipped(),
                    lease.pool()::workers);
        }
        byte terminator = options.json() ? (byte) '\n' : delimiter(options);
        try (ResultWriter results = ResultWriter.start(surroundings.out(), terminator, this::outputFailed)) {
            EndOfProcess end = EndOfProcess.watch(results, meter);
            try {
                MapRun run = new MapRun(options, results, err, log, meter, pending, end);
                return run.execute(lease.pool(), function, pending == null ? items : pending) ? 0 : FAILED;
            } finally {
                end.unwatch();
            }
        } finally {
            if (meter != null) {
                meter.close();
            }
        }
    }

    private @Nullable ProgressMeter meter(MapOptions options) {
        boolean terminal = Terminal.isError(surroundings.environment());
        if (!options.progress().orElse(terminal)) {
            return null;
        }
        int width = terminal ? Terminal.width(surroundings.environment()) : 0;
        return new ProgressMeter(err, terminal ? errorStream : null, width, System::nanoTime);
    }

    private Items items(MapOptions options) {
        return options.inputs().isEmpty()
                ? StreamItems.start(surroundings.in(), delimiter(options))
                : new ArgumentItems(options.inputs());
    }

    private static byte delimiter(MapOptions options) {
        return options.nul() ? 0 : (byte) '\n';
    }

    private FutureTask<PoolOpener.Lease> startPool(MapOptions options) {
        List<Path> classPath = new ArrayList<>();
        classPath.add(Libraries.cli());
        classPath.addAll(options.classPath());
        FutureTask<PoolOpener.Lease> opening =
                new FutureTask<>(() -> pools.open(MapRun.poolOptions(options, surroundings.environment()), classPath));
        Thread thread = new Thread(opening, "procession-open");
        thread.setDaemon(true);
        thread.start();
        return opening;
    }

    private static PoolOpener.Lease await(FutureTask<PoolOpener.Lease> opening) throws InterruptedException {
        try {
            return opening.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }

    private static void abandon(FutureTask<PoolOpener.Lease> opening) throws InterruptedException {
        try {
            opening.get().close();
        } catch (ExecutionException e) {
            // The function's error is the one to tell.
        }
    }

    private Fn<String, String> load(MapOptions options) throws UsageException, CompileException {
        ClassCache cache = ClassCache.ofUser(surroundings.environment(), System.getProperty("user.home", ""));
        List<Path> libraries = List.of(Libraries.core(), Libraries.cli());
        FunctionLoader loader = new FunctionLoader(libraries, options.classPath(), cache);
        return switch (options.origin()) {
            case EXPRESSION -> loader.expression(options.function());
            case SOURCE -> loader.source(Path.of(options.function()));
            case CLASS -> loader.named(options.function());
        };
    }

    /**
     * The reader is gone, or nothing can be written: there is no reason to go on. The session's own hook ends the
     * workers.
     */
    private void outputFailed(IOException e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("Broken pipe")) {
            surroundings.exit().accept(EndOfProcess.SIGPIPE_STATUS);
        } else {
            err.println("procession map: standard output: " + message);
            surroundings.exit().accept(FAILED);
        }
    }
}
