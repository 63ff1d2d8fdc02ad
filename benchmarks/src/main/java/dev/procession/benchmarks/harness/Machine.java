package dev.procession.benchmarks.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What figures were measured on.
 *
 * @param processors as Java sees them
 * @param model of a processor
 * @param memoryMebibytes of the machine
 * @param system and its version
 * @param jdk and its version
 * @param python its version, or that it is not there
 * @param loadBefore the load of the last minute before the run; a quiet machine has none
 */
public record Machine(
        int processors,
        String model,
        long memoryMebibytes,
        String system,
        String jdk,
        String python,
        String loadBefore) {

    /** This one, now. */
    public static Machine here() throws IOException {
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                line("/proc/cpuinfo", "model name", "unknown"),
                Long.parseLong(line("/proc/meminfo", "MemTotal", "0").replaceAll("\\D", "")) >> 10,
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                System.getProperty("java.vendor") + " " + System.getProperty("java.vm.version"),
                pythonVersion(),
                load());
    }

    private static String line(String file, String key, String otherwise) throws IOException {
        if (!Files.exists(Path.of(file))) {
            return otherwise;
        }
        return Files.readAllLines(Path.of(file)).stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse(otherwise);
    }

    private static String load() throws IOException {
        Path load = Path.of("/proc/loadavg");
        return Files.exists(load) ? Files.readString(load).split(" ", 2)[0] : "unknown";
    }

    private static String pythonVersion() {
        try {
            Process process = new ProcessBuilder(List.of("python3", "--version"))
                    .redirectErrorStream(true)
                    .start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .trim()
                    .replace("Python", "CPython");
        } catch (IOException e) {
            return "none";
        }
    }

    /** In one line. */
    public String text() {
        return String.format(
                Locale.ROOT,
                "%d processors (%s), %d MiB, %s, %s, %s, load before %s",
                processors,
                model,
                memoryMebibytes,
                system,
                jdk,
                python,
                loadBefore);
    }
}
