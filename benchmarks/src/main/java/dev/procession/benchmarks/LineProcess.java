package dev.procession.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that is told and answers in lines; it ends when its standard input does. */
final class LineProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;
    private final Writer input;

    LineProcess(List<String> command) throws IOException {
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        output = process.inputReader();
        input = process.outputWriter();
    }

    void send(String line) throws IOException {
        input.write(line + "\n");
        input.flush();
    }

    double number() throws IOException {
        String line = output.readLine();
        if (line == null) {
            throw new IOException("the process ended before it answered: pid=" + process.pid());
        }
        return Double.parseDouble(line);
    }

    @Override
    public void close() throws IOException {
        input.close();
        // At the end of its input it ends, and takes its own children with it, as one that is killed would not.
        if (!process.onExit()
                .completeOnTimeout(process, 10, TimeUnit.SECONDS)
                .join()
                .isAlive()) {
            return;
        }
        process.destroyForcibly();
        process.onExit().join();
    }
}
