package dev.procession.internal.launch;

import dev.procession.internal.segment.SessionDirectory;
import dev.procession.process.Output;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Starts the JVMs of one session: {@code ${java.home}/bin/java @file}, never the {@code java} of the PATH, which may be another
 * version or no JVM at all. Secrets go to standard input, never to the command line or the environment.
 *
 * <p>Thread safety: every method may be called from any thread.
 */
public final class Launcher {
    private static final int PUMP_STACK_BYTES = 256 << 10;

    private final Path sessionDirectory;
    private final String mainClass;
    private final WorkerCode code;
    private final JvmOptions options;
    private final Map<String, String> environment;

    /**
     * A launcher.
     *
     * @param classPath replaces this process's class path in the children, {@code null} to keep it
     */
    public Launcher(
            Path sessionDirectory,
            String mainClass,
            @Nullable List<Path> classPath,
            List<String> jvmOptions,
            Map<String, String> environment,
            boolean useAotCache) {
        this.sessionDirectory = sessionDirectory;
        this.environment = environment;
        this.mainClass = mainClass;
        code = WorkerCode.of(sessionDirectory, mainClass, classPath);
        Path library = code.library();
        options = new JvmOptions(
                sessionDirectory, jvmOptions, useAotCache && library != null ? AotCache.of(library) : null);
    }

    /** Starts a JVM. */
    public LaunchedProcess launch(LaunchSpec spec) throws IOException {
        Path arguments = sessionDirectory.resolve("args-" + spec.id());
        List<String> command = new ArrayList<>(code.options());
        command.addAll(options.of(spec, environment));
        command.addAll(code.main());
        boolean isLaunched = false;
        try {
            ArgumentFile.write(arguments, command);
            LaunchedProcess launched = start(spec, arguments);
            isLaunched = true;
            return launched;
        } finally {
            if (!isLaunched) {
                // Not even half of it, where there was no room for all.
                Files.deleteIfExists(arguments);
            }
        }
    }

    private LaunchedProcess start(LaunchSpec spec, Path arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(javaExecutable(), "@" + arguments);
        builder.environment().putAll(environment);
        builder.environment().putAll(spec.environment());
        if (spec.workingDirectory() != null) {
            builder.directory(spec.workingDirectory().toFile());
        }
        if (spec.output() == Output.INHERIT) {
            builder.redirectOutput(ProcessBuilder.Redirect.INHERIT);
            builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        }
        Process process = builder.start();
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
            // It ended before it had read: whoever waits for it to be ready learns that, with its last words.
            System.getLogger("dev.procession.launch")
                    .log(System.Logger.Level.DEBUG, "child {0} did not read its input", spec.id());
        }
        return launched;
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
        Path scratch = Files.createTempDirectory("training");
        try {
            cache.build(javaExecutable(), mainClass, scratch);
            return cache.await();
        } finally {
            SessionDirectory.delete(scratch);
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
            return new LaunchedProcess(process, null, List.of(), crashReport, arguments);
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
        return new LaunchedProcess(process, errors, pumps, crashReport, arguments);
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
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
