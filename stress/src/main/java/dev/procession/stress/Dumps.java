package dev.procession.stress;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The threads of this JVM and of those below it, on standard output. */
final class Dumps {
    private static final int SECONDS = 10;

    private Dumps() {}

    static void print() {
        print(ProcessHandle.current());
        ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().command().map(Dumps::isJava).orElse(false))
                .forEach(Dumps::print);
    }

    private static boolean isJava(String command) {
        return command.endsWith("/java");
    }

    private static void print(ProcessHandle process) {
        System.out.println("=== pid " + process.pid() + " " + Proc.lines(process.pid() + "/status", "State:"));
        try {
            Process jcmd = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            Long.toString(process.pid()),
                            "Thread.print")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                    .start();
            if (!jcmd.waitFor(SECONDS, TimeUnit.SECONDS)) {
                System.out.println("(no answer: stopped?)");
                jcmd.destroyForcibly();
            }
        } catch (java.io.IOException e) {
            System.out.println("(no dump: " + e + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
