package dev.procession.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A JVM under test that a test can watch, kill and outlive; above all a <em>parent</em> whose children must not
 * survive it.
 *
 * <p>Its output goes to files, so that neither it nor a child that inherited its output ever blocks on a test that
 * does not read. Every wait is bounded. Thread safety: may be used from several threads.
 *
 * <p>{@link #close()} kills it and what it has started, waits until they are gone, and deletes the files.
 */
public final class JavaProcess implements AutoCloseable {

    private final Process process;
    private final Path directory;

    private JavaProcess(Process process, Path directory) {
        this.process = process;
        this.directory = directory;
    }

    /** A JVM that runs {@code main} with the class path of this one. */
    public static Builder running(Class<?> main, String... arguments) {
        return new Builder(main.getName(), arguments);
    }

    /**
     * A JVM that runs {@code module/main.Class} of a module path, or of the image that is its Java home, and without
     * a class path.
     */
    public static Builder runningModule(String moduleAndMain, String... arguments) {
        Builder builder = new Builder(moduleAndMain, arguments);
        builder.isModule = true;
        return builder;
    }

    /** A JVM that runs the single-file program {@code source} with the class path of this one. */
    public static Builder running(Path source, String... arguments) {
        return new Builder(source.toString(), arguments);
    }

    /** The process id. */
    public long pid() {
        return process.pid();
    }

    /** Whether it has not ended yet. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** The processes below it, listed now; they are lost from sight once it is dead. */
    public List<ProcessHandle> descendants() {
        return process.descendants().toList();
    }

    /** What it has printed on standard output so far. */
    public String stdout() {
        return read("stdout");
    }

    /** What it has printed on standard error so far. */
    public String stderr() {
        return read("stderr");
    }

    /**
     * Waits for a whole line on standard output that starts with {@code prefix}, and returns the rest of it.
     *
     * @throws AssertionError if it ends without, or within {@link Await#DEFAULT_DEADLINE} there is none
     */
    public String awaitLine(String prefix) {
        String what = "a line of pid " + pid() + " that starts with \"" + prefix + "\"";
        Await.until(what, () -> {
            // In this order: what it printed before it ended is there once it has ended.
            boolean ended = !isAlive();
            if (line(prefix).isPresent()) {
                return true;
            }
            if (ended) {
                throw new IllegalStateException("it ended first; " + report());
            }
            return false;
        });
        return line(prefix).orElseThrow();
    }

    private Optional<String> line(String prefix) {
        String text = stdout();
        String whole = text.substring(0, text.lastIndexOf('\n') + 1);
        return whole.lines()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()))
                .findFirst();
    }

    /** Kills it at once (SIGKILL on POSIX systems): no shutdown hook runs, and what it started is on its own. */
    public void kill() {
        process.destroyForcibly();
    }

    /**
     * Waits until it has ended; returns the exit code, 128 + n when signal n ended it.
     *
     * @throws AssertionError if it does not end within {@link Await#DEFAULT_DEADLINE}
     */
    public int awaitExit() {
        return awaitExit(Await.DEFAULT_DEADLINE);
    }

    /**
     * Waits until it has ended; returns the exit code, 128 + n when signal n ended it.
     *
     * @throws AssertionError if it does not end within {@code deadline}
     */
    public int awaitExit(Duration deadline) {
        try {
            if (!process.waitFor(Times.scaled(deadline).toNanos(), TimeUnit.NANOSECONDS)) {
                throw new AssertionError("did not end: deadline=" + Times.scaled(deadline) + ", " + report());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for the end of pid " + pid(), e);
        }
    }

    private String report() {
        String exit = isAlive() ? "alive" : "exit=" + process.exitValue();
        return "pid=" + pid() + ", " + exit + "\n--- stdout\n" + stdout() + "\n--- stderr\n" + stderr();
    }

    private String read(String name) {
        try {
            // Not readString: the file may end in half a character for now.
            return new String(Files.readAllBytes(directory.resolve(name)), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        var tree = new ArrayList<ProcessHandle>(process.descendants().toList());
        tree.add(process.toHandle());
        Descendants.kill(tree);
        Await.until(
                "the end of what pid " + pid() + " was",
                () -> tree.stream().noneMatch(p -> p.isAlive() && !Descendants.isZombie(p.pid())));
        try {
            for (String name : List.of("stdout", "stderr")) {
                Files.deleteIfExists(directory.resolve(name));
            }
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Collects what the JVM is started with. Not thread-safe. */
    public static final class Builder {

        private final String program;
        private final List<String> arguments;
        private final List<String> options = new ArrayList<>();
        private String classPath = System.getProperty("java.class.path");
        private String modulePath = "";
        private boolean isModule;
        private Path javaHome = Path.of(System.getProperty("java.home"));
        private Path workingDirectory = Path.of("");
        private final Map<String, String> environment = new HashMap<>();

        private Builder(String program, String... arguments) {
            this.program = program;
            this.arguments = List.of(arguments);
        }

        /** Options for the JVM, before the program. */
        public Builder jvmOptions(String... more) {
            options.addAll(List.of(more));
            return this;
        }

        /** The class path, instead of this JVM's. */
        public Builder classPath(String path) {
            classPath = path;
            return this;
        }

        /** The module path of a module. Default: none. */
        public Builder modulePath(String path) {
            modulePath = path;
            return this;
        }

        /** Whose {@code java} it is, instead of this JVM's. */
        public Builder javaHome(Path home) {
            javaHome = home;
            return this;
        }

        /** Where it runs, instead of where this JVM does. */
        public Builder workingDirectory(Path path) {
            workingDirectory = path;
            return this;
        }

        /** A variable to add to the environment of this JVM. */
        public Builder environment(String name, String value) {
            environment.put(name, value);
            return this;
        }

        /** Starts it; its standard input is empty. */
        public JavaProcess start() {
            var command = new ArrayList<String>(Signals.takingSignals());
            command.add(javaHome.resolve(Path.of("bin", "java")).toString());
            command.addAll(options);
            command.addAll(List.of("-Dstdout.encoding=UTF-8", "-Dstderr.encoding=UTF-8"));
            if (!isModule) {
                command.addAll(List.of("-cp", classPath));
            } else if (!modulePath.isEmpty()) {
                command.addAll(List.of("--module-path", modulePath));
            }
            if (isModule) {
                command.add("-m");
            }
            command.add(program);
            command.addAll(arguments);
            try {
                Path directory = Files.createTempDirectory("testkit-java-");
                ProcessBuilder builder = new ProcessBuilder(command);
                builder.environment().putAll(environment);
                Process process = builder.directory(
                                workingDirectory.toAbsolutePath().toFile())
                        .redirectOutput(directory.resolve("stdout").toFile())
                        .redirectError(directory.resolve("stderr").toFile())
                        .start();
                Descendants.started(process.pid());
                process.getOutputStream().close();
                return new JavaProcess(process, directory);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
