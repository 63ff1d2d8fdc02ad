package dev.procession.testkit;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What every thread is doing, here and in the JVMs below; never takes much longer than {@link #JCMD_BOUND}. */
final class ThreadDumps {

    /** A stopped or wedged JVM never answers {@code jcmd}. */
    private static final Duration JCMD_BOUND = Duration.ofSeconds(10);

    private ThreadDumps() {}

    /** All threads of this JVM, the virtual ones included. */
    static String ofThisJvm() {
        String title = "=== threads of this JVM, pid " + ProcessHandle.current().pid() + System.lineSeparator();
        try {
            Path directory = Files.createTempDirectory("testkit-threads-");
            Path file = directory.resolve("dump.txt");
            try {
                ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                        .dumpThreads(file.toString(), ThreadDumpFormat.TEXT_PLAIN);
                return title + Files.readString(file);
            } finally {
                Files.deleteIfExists(file);
                Files.delete(directory);
            }
        } catch (IOException | RuntimeException e) {
            // A full disk, for one, must not cost the dump.
            return title + platformThreads() + "(no virtual threads: " + e + ")";
        }
    }

    private static String platformThreads() {
        var text = new StringBuilder();
        for (Map.Entry<Thread, StackTraceElement[]> entry :
                Thread.getAllStackTraces().entrySet()) {
            text.append(entry.getKey()).append(' ').append(entry.getKey().getState());
            text.append(System.lineSeparator());
            for (StackTraceElement frame : entry.getValue()) {
                text.append("      ").append(frame).append(System.lineSeparator());
            }
        }
        return text.toString();
    }

    /** All threads of those of {@code processes} that are JVMs; the others are named. */
    static String of(List<ProcessHandle> processes) {
        // All at once, so that many wedged children cost one bound and not one each.
        List<Request> requests = processes.stream().map(Request::start).toList();
        long end = System.nanoTime() + Times.scaled(JCMD_BOUND).toNanos();
        var text = new StringBuilder();
        for (Request request : requests) {
            text.append("=== ").append(Descendants.describe(request.process)).append(System.lineSeparator());
            text.append(request.answer(end)).append(System.lineSeparator());
        }
        return text.toString();
    }

    /** One {@code jcmd} that is running, or the reason why there is none. */
    private static final class Request {

        private final ProcessHandle process;
        private final List<Process> jcmd = new ArrayList<>(1);
        private final List<Path> output = new ArrayList<>(1);
        private String failure = "";

        private Request(ProcessHandle process) {
            this.process = process;
        }

        static Request start(ProcessHandle process) {
            var request = new Request(process);
            if (!Descendants.isJvm(process)) {
                request.failure = "(no JVM)";
                return request;
            }
            try {
                Path file = Files.createTempFile("testkit-jcmd-", ".txt");
                request.output.add(file);
                String program = System.getProperty("java.home") + File.separator + "bin" + File.separator + "jcmd";
                request.jcmd.add(new ProcessBuilder(program, Long.toString(process.pid()), "Thread.print")
                        .redirectErrorStream(true)
                        .redirectOutput(file.toFile())
                        .start());
            } catch (IOException e) {
                request.failure = "(no dump: " + e + ")";
            }
            return request;
        }

        String answer(long endNanos) {
            var text = new StringBuilder(failure);
            try {
                for (Process running : jcmd) {
                    if (!running.waitFor(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                        text.append("(jcmd had no answer: limit=")
                                .append(JCMD_BOUND)
                                .append("; stopped or wedged?)");
                    }
                    running.destroyForcibly();
                }
                for (Path file : output) {
                    text.append(Files.readString(file));
                    Files.delete(file);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                text.append("(interrupted)");
            } catch (IOException e) {
                text.append("(no dump: ").append(e).append(')');
            }
            return text.toString();
        }
    }
}
