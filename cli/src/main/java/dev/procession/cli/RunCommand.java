package dev.procession.cli;

import dev.procession.cli.options.RunOptions;
import dev.procession.cli.options.UsageException;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@code procession run}: a single-file program, with the library on its class path, by the JDK's source launcher.
 * The program has this process's standard streams, and this process its exit status.
 *
 * <p>The script {@code procession} sets {@link #SCRIPT}, and is given a line of shell to carry out, which makes its
 * own process the program's: whatever signal ends the command ends the program. Without
 * the script, the program is a child of this process, which passes on SIGTERM, SIGINT and SIGHUP, but not SIGKILL.
 */
final class RunCommand {
    /** The environment variable by which the script asks for a line of shell. */
    static final String SCRIPT = "PROCESSION_SCRIPT";

    private static final long GRACE_SECONDS = 5;

    private final Surroundings surroundings;

    RunCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    int run(List<String> args) {
        PrintStream err = new PrintStream(surroundings.err(), true, StandardCharsets.UTF_8);
        try {
            RunOptions options = RunOptions.parse(args);
            PrintStream out =
                    new PrintStream(surroundings.out(), true, Charset.forName(System.getProperty("sun.jnu.encoding")));
            boolean isForScript = surroundings.environment().containsKey(SCRIPT);
            if (options.help()) {
                String text = Main.text("run.txt");
                out.print(isForScript ? "printf %s " + quote(text) : text);
                return 0;
            }
            if (isForScript) {
                out.println(shell(command(options)));
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

    /** A line of shell that becomes the program. */
    static String shell(List<String> command) {
        StringBuilder line = new StringBuilder("exec");
        for (String word : command) {
            line.append(' ').append(quote(word));
        }
        return line.toString();
    }

    /** A word that the shell takes as it is. */
    private static String quote(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
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
