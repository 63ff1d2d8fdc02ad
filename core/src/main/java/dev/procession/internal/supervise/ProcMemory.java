package dev.procession.internal.supervise;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Memory figures of Linux in {@code /proc}. Source: proc_pid_status(5), proc_meminfo(5).
 *
 * <p>Thread safety: any thread.
 */
public final class ProcMemory {
    private ProcMemory() {}

    /** The resident memory of a process, in bytes; 0 if it has ended, or the system does not tell. */
    public static long residentBytes(long pid) {
        return read("/proc/" + pid + "/status", "VmRSS:");
    }

    /** The machine's memory, in bytes; 0 if the system does not tell. */
    public static long machineBytes() {
        return read("/proc/meminfo", "MemTotal:");
    }

    private static long read(String file, String key) {
        String text;
        try {
            text = Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return 0;
        }
        int at = text.indexOf(key);
        int end = text.indexOf(" kB", Math.max(0, at));
        if (at < 0 || end < 0) {
            return 0;
        }
        try {
            return Long.parseLong(text.substring(at + key.length(), end).strip()) << 10;
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
