package dev.procession.internal.launch;

import dev.procession.internal.liveness.HostedSession;
import dev.procession.internal.segment.DirectoryNames;
import dev.procession.internal.segment.ExitDeletion;
import dev.procession.internal.service.Log;
import dev.procession.pool.WorkerStartException;
import dev.procession.process.Inherit;
import dev.procession.process.Output;
import dev.procession.process.SessionClosedException;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Starts the JVMs of one session: {@code ${java.home}/bin/java @file}, never the {@code java} of the PATH, which
 * may be another version or no JVM at all. Secrets go to standard input, never to the command line or the
 * environment.
 *
 * <p>Thread safety: every method may be called from any thread.
 */
public final class Launcher {
    private static final int PUMP_STACK_BYTES = 256 << 10;

    private final Path sessionDirectory;
    private final String mainClass;
    private final WorkerCodePath code;
    private final JvmOptions options;
    private final Map<String, String> environment;
    private final OptionVariables variables;
    private final Inheritance inheritance;
    private final WorkingDirectory workingDirectory = new WorkingDirectory();

    /**
     * A launcher.
     *
     * @param classPath replaces this process's class path in the children, {@code null} to keep it
     * @param inherited what the children take from this JVM
     */
    public Launcher(
            Path sessionDirectory,
            String mainClass,
            @Nullable List<Path> classPath,
            List<String> jvmOptions,
            Map<String, String> environment,
            boolean useAotCache,
            Set<Inherit> inherited) {
        this.sessionDirectory = sessionDirectory;
        this.environment = environment;
        this.mainClass = mainClass;
        code = WorkerCodePath.of(sessionDirectory, mainClass, classPath);
        variables = new OptionVariables(System.getenv(), environment, inherited);
        inheritance = new Inheritance(inherited, variables, code.isModular());
        Path library = code.library();
        AotCache cache = useAotCache && library != null ? AotCache.of(library) : null;
        options = new JvmOptions(sessionDirectory, jvmOptions, cache, variables, inheritance);
    }

    /** Starts a JVM. */
    public LaunchedProcess launch(LaunchSpec spec) throws IOException {
        File directory = workingDirectory.choose(spec.workingDirectory());
        Path arguments = sessionDirectory.resolve(DirectoryNames.ARGUMENTS_PREFIX + spec.id());
        List<String> command = new ArrayList<>(code.options());
        command.addAll(options.of(spec));
        command.addAll(code.main());
        try {
            willMake(arguments);
            ArgumentFile.write(arguments, command);
            ExitDeletion.hasMade(arguments);
            return start(spec, arguments, directory);
        } catch (Throwable t) {
            // Not even a part of it, where the file system was full.
            ExitDeletion.deleteLast(arguments);
            throw t;
        }
    }

    private static void willMake(Path file) {
        try {
            ExitDeletion.willMake(file);
        } catch (IOException e) {
            throw new SessionClosedException("no more processes are started", e);
        }
    }

    private LaunchedProcess start(LaunchSpec spec, Path arguments, @Nullable File directory) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(javaExecutable(), "@" + arguments);
        builder.environment().putAll(environment);
        builder.environment().putAll(spec.environment());
        variables.apply(builder.environment(), spec, options.explicit(spec));
        builder.directory(directory);
        if (spec.output() == Output.INHERIT) {
            builder.redirectOutput(ProcessBuilder.Redirect.INHERIT);
            builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        }
        Process process = builder.start();
        ExitDeletion.isRead(arguments);
        LaunchedProcess launched;
        byte[] bytes;
        try {
            launched = attach(process, spec, arguments);
            bytes = spec.input().bytes();
        } catch (IOException
                | RuntimeException
                | Error e) { // such as no thread to read its output: it must not live unwatched
            process.destroyForcibly();
            throw e;
        }
        try (OutputStream input = process.getOutputStream()) {
            input.write(bytes);
        } catch (IOException e) {
            // It ended before it had read: the thread that waits for it to be ready learns that, with its last output.
            Log.debug("dev.procession.launch", "child " + spec.id() + " did not read its input");
        }
        return launched;
    }

    /**
     * Properties that the child sets before anything else. Computing them takes some milliseconds, which pass while the
     * child boots.
     */
    public Map<String, String> setAtStart(LaunchSpec spec) {
        return inheritance.setAtStart(options.explicit(spec));
    }

    /**
     * Returns if a child can be started in this directory.
     *
     * @throws WorkerStartException if not, with the reason; trying again would not help
     */
    public static void checkWorkingDirectory(String name, Path directory) {
        try {
            WorkingDirectory.check(directory);
        } catch (NoDirectoryException e) {
            throw new WorkerStartException(name + " cannot be started: " + e.getMessage(), e, true);
        }
    }

    /**
     * Which environment variables may have to do with a JVM that did not start and said {@code lastWords}, to be
     * added to a message.
     */
    public String blame(LaunchSpec spec, String lastWords) {
        return variables.blame(spec, options.explicit(spec), lastWords);
    }

    /**
     * Makes the AOT cache of this library's jar, if there is none, and waits for it; returns whether there is one.
     *
     * @param mainClass the main class of children
     */
    public static boolean makeAotCache(String mainClass) throws IOException {
        Path library = WorkerClassPath.library();
        AotCache cache = library == null ? null : AotCache.of(library);
        if (cache == null) {
            return false;
        }
        // Where a session would be: short enough for a socket, and swept if this process is killed.
        HostedSession scratch = HostedSession.create(null, null);
        try {
            cache.build(javaExecutable(), mainClass, scratch.path().resolve("t"));
            return cache.await();
        } finally {
            scratch.delete();
        }
    }

    /** Starts the building of the AOT cache in the background, if there is none; returns at once. */
    public void buildAotCache() {
        options.buildAotCache(javaExecutable(), mainClass);
    }

    /** Ends the building of the AOT cache, if that is going on. */
    public void close() {
        options.close();
    }

    private LaunchedProcess attach(Process process, LaunchSpec spec, Path arguments) throws IOException {
        Path crashReport = JvmOptions.crashReport(sessionDirectory, process.pid());
        if (spec.output() == Output.INHERIT) {
            return new LaunchedProcess(process, null, null, List.of(), crashReport, arguments);
        }
        PrintStream out = switch (spec.output()) {
            case FORWARD -> System.out;
            case FORWARD_TO_ERROR -> System.err;
            default -> null;
        };
        OutputPump outputs = new OutputPump(ChildPipe.of(process, 1, process.getInputStream()), out);
        OutputPump errors = new OutputPump(
                ChildPipe.of(process, 2, process.getErrorStream()),
                spec.output() == Output.DISCARD ? null : System.err);
        List<LaunchedProcess.Pumping> pumps =
                List.of(pump(outputs, spec.id(), "stdout"), pump(errors, spec.id(), "stderr"));
        return new LaunchedProcess(process, outputs, errors, pumps, crashReport, arguments);
    }

    private static LaunchedProcess.Pumping pump(OutputPump pump, int id, String stream) {
        return new LaunchedProcess.Pumping(
                pump,
                Thread.ofPlatform()
                        .daemon()
                        .name("procession-" + stream + "-" + id)
                        .stackSize(PUMP_STACK_BYTES)
                        .start(pump));
    }

    private static String javaExecutable() {
        return JavaHome.executable().toString();
    }
}
