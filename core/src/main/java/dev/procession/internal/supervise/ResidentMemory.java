package dev.procession.internal.supervise;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How much of a process's memory is resident, as Linux tells in {@code /proc/PID/status}. Source: proc_pid_status(5).
 *
 * <p>Thread safety: any thread.
 */
public final class ResidentMemory {
    private static final String KEY = "VmRSS:";

    private ResidentMemory() {}

    /** In bytes; 0 if the process has ended, or the system does not tell. */
    public static long bytes(long pid) {
        String status;
        try {
            status = Files.readString(Path.of("/proc/" + pid + "/status"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return 0;
        }
        int at = status.indexOf(KEY);
        int end = status.indexOf(" kB", Math.max(0, at));
        if (at < 0 || end < 0) {
            return 0;
        }
        try {
            return Long.parseLong(status.substring(at + KEY.length(), end).strip()) << 10;
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
