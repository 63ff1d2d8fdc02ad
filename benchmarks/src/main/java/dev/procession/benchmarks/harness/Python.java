package dev.procession.benchmarks.harness;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The peer: CPython's multiprocessing, of the system's {@code python3}. The scripts are resources beside the
 * benchmarks; each prints, for every line it is sent, a value, how many operations it was, and of round trips the
 * 99th and 99.9th percentile.
 */
public final class Python implements Contender {
    private final String name;
    private final LineProcess process;
    private final Path file;

    private Python(String name, LineProcess process, Path file) {
        this.name = name;
        this.process = process;
        this.file = file;
    }

    /** The peer alone in a list; an empty list, with a line that says so, where there is no Python. */
    public static List<Contender> peer(String name, Class<?> beside, String script, Object... arguments)
            throws IOException {
        List<Contender> peers = new ArrayList<>();
        // A file, for a process that is spawned reads it again.
        Path file = Files.createTempFile("peer", ".py");
        Files.writeString(file, source(beside, script));
        List<String> command = new ArrayList<>(List.of("python3", file.toString()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        try {
            peers.add(new Python(name, new LineProcess(command), file));
        } catch (IOException e) {
            System.out.println("  python3 is not there: its figures are skipped (" + e.getMessage() + ")");
            Files.delete(file);
        }
        return peers;
    }

    private static String source(Class<?> beside, String script) throws IOException {
        try (InputStream in = beside.getResourceAsStream(script)) {
            if (in == null) {
                throw new IOException("no such resource: " + script + " beside " + beside.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Its process. */
    public long pid() {
        return process.pid();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Sample measure() throws IOException {
        process.send("go");
        return Sample.of(process.numbers());
    }

    @Override
    public void close() throws IOException {
        process.close();
        Files.deleteIfExists(file);
    }
}
