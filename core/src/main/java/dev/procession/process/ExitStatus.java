package dev.procession.process;

import java.io.Serializable;
import java.util.Optional;

/**
 * How a process ended.
 *
 * <p>On POSIX systems the JDK reports a process that a signal killed as {@code 128 + signal}; a program that itself
 * exits with such a code cannot be told apart, and is described as killed.
 *
 * @param code the exit code, 0 for success; {@code 128 + n} for a process killed by signal {@code n}
 * @see <a href="https://man7.org/linux/man-pages/man7/signal.7.html">signal(7)</a>
 */
public record ExitStatus(int code) implements Serializable {

    /** Whether the process ended with code 0. */
    public boolean isSuccess() {
        return code == 0;
    }

    /** The name of the signal that killed the process, such as {@code SIGKILL}; empty when it exited by itself. */
    public Optional<String> signal() {
        return Optional.ofNullable(
                switch (code - 128) {
                    case 1 -> "SIGHUP";
                    case 2 -> "SIGINT";
                    case 3 -> "SIGQUIT";
                    case 4 -> "SIGILL";
                    case 6 -> "SIGABRT";
                    case 7 -> "SIGBUS";
                    case 8 -> "SIGFPE";
                    case 9 -> "SIGKILL";
                    case 11 -> "SIGSEGV";
                    case 13 -> "SIGPIPE";
                    case 15 -> "SIGTERM";
                    case 24 -> "SIGXCPU";
                    case 31 -> "SIGSYS";
                    default -> null;
                });
    }

    /** The code and what it usually means, such as {@code exit=137 (SIGKILL; often the kernel's OOM killer)}. */
    public String describe() {
        return "exit=" + code + meaning();
    }

    private String meaning() {
        return switch (code) {
            case 128 + 6 -> " (SIGABRT; the JVM or native code aborted)";
            case 128 + 9 -> " (SIGKILL; often the kernel's OOM killer)";
            case 128 + 11 -> " (SIGSEGV; native code touched memory it must not)";
            case 128 + 15 -> " (SIGTERM; asked to end)";
            default -> signal().map(name -> " (" + name + ")").orElse("");
        };
    }

    @Override
    public String toString() {
        return describe();
    }
}
