package dev.procession.cli;

import dev.procession.cli.options.RunOptions;
import dev.procession.cli.options.UsageException;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@code procession run}: a single-file program, with the library on its class path, by the JDK's source launcher. The
 * program has this process's standard streams, and this process its exit status. When this process is asked to end, so is the program.
 */
final class RunCommand {
    private static final long GRACE_SECONDS = 5;

    private final Surroundings surroundings;

    RunCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    int run(List<String> args) {
        PrintStream err = new PrintStream(surroundings.err(), true, StandardCharsets.UTF_8);
        try {
            RunOptions options = RunOptions.parse(args);
            if (options.help()) {
                new PrintStream(surroundings.out(), true, StandardCharsets.UTF_8).print(Main.text("run.txt"));
                return 0;
            }
            return await(new ProcessBuilder(command(options)).inheritIO().start());
        } catch (UsageException e) {
            err.println("procession run: " + e.getMessage());
            return Main.USAGE;
        } catch (IOException e) {
            err.println("procession run: java cannot be started: " + e.getMessage());
            return 1;
        }
    }

    /** The command line of the program's JVM. */
    static List<String> command(RunOptions options) throws UsageException {
        String file = options.program().getFirst();
        if (!file.endsWith(".java") || !Files.isRegularFile(Path.of(file))) {
            throw new UsageException("file=\"" + file + "\" is not there or no .java file; see: procession run --help");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options.jvmOptions());
        command.add("--class-path");
        String own = Libraries.core().toString();
        command.add(options.classPath().isEmpty() ? own : own + File.pathSeparator + options.classPath());
        command.addAll(options.program());
        return command;
    }

    private static int await(Process process) {
        Thread end = new Thread(() -> end(process), "procession-run-end");
        Runtime.getRuntime().addShutdownHook(end);
        boolean interrupted = false;
        while (true) {
            try {
                int status = process.waitFor();
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
                return status;
            } catch (InterruptedException e) {
                interrupted = true; // To leave the program behind would be worse than to wait.
            }
        }
    }

    /** A program that had Ctrl-C from the terminal is ending already; to ask it twice does no harm. */
    private static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
