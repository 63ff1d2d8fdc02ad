package dev.procession.benchmarks.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A process that is told and answers in lines; it ends when its standard input does. */
public final class LineProcess implements AutoCloseable {
    private static final long END_SECONDS = 10;
    private final Process process;
    private final BufferedReader output;
    private final Writer input;

    /** Starts {@code command}; its standard error is ours. */
    public LineProcess(List<String> command) throws IOException {
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        output = process.inputReader();
        input = process.outputWriter();
    }

    /** A JVM like this one, with this one's class path. */
    public static LineProcess java(List<String> flags, Class<?> main, String... arguments) throws IOException {
        return new LineProcess(javaCommand(flags, main, arguments));
    }

    /** The command of such a JVM. */
    public static List<String> javaCommand(List<String> flags, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Its process. */
    public long pid() {
        return process.pid();
    }

    /** Tells it one line. */
    public void send(String line) throws IOException {
        input.write(line + "\n");
        input.flush();
    }

    /** The numbers of its next line. */
    public double[] numbers() throws IOException {
        String line = output.readLine();
        if (line == null) {
            throw new IOException("the process ended before it answered: pid=" + process.pid());
        }
        return Arrays.stream(line.trim().split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    /** The same, but for one that may never answer: after {@code seconds} it and all below it are killed. */
    public double[] numbers(int seconds, String what) throws IOException, UnfinishedException {
        CompletableFuture<double[]> answer = CompletableFuture.supplyAsync(() -> {
            try {
                return numbers();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        try {
            return answer.orTimeout(seconds, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            kill();
            Throwable cause = e.getCause();
            throw unfinished(what, seconds, cause);
        }
    }

    private static UnfinishedException unfinished(String what, int seconds, @Nullable Throwable cause) {
        return new UnfinishedException(
                cause instanceof TimeoutException
                        ? "did not finish " + what + " within " + seconds + " s"
                        : "failed: " + cause);
    }

    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() throws IOException {
        try {
            input.close();
        } catch (IOException e) {
            // It has ended already.
        }
        // At the end of its input it ends, and takes its own children with it, as one that is killed would not.
        if (process.onExit()
                .completeOnTimeout(process, END_SECONDS, TimeUnit.SECONDS)
                .join()
                .isAlive()) {
            kill();
        }
    }
}
