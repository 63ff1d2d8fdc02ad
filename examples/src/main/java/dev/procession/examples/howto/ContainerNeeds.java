package dev.procession.examples.howto;

import dev.procession.Procession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How much of its directory, /dev/shm as a rule, a session takes as things are added to it. */
public final class ContainerNeeds {
    /** What nothing refers to any more is given back. */
    private static final List<Object> KEPT = new ArrayList<>();

    private ContainerNeeds() {}

    /** Runs the example. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory(Path.of("/dev/shm"), "needs-");
        try (var px = Procession.builder().directory(directory).build()) {
            print("a session", directory);
            var queue = px.queue(1_000);
            KEPT.add(queue);
            print("and a queue of 1,000", directory);
            for (int i = 0; i < 1_000; i++) {
                queue.put("x".repeat(1_000));
            }
            print("and 1,000 elements of 1,000 bytes in it", directory);
            var pool = px.pool(2);
            while (pool.stats().idle() < 2) {
                Thread.onSpinWait();
            }
            print("and a pool of two workers", directory);
            KEPT.add(px.pipe());
            print("and a pipe", directory);
            KEPT.add(px.lock());
            print("and a lock", directory);
            KEPT.add(px.sharedMemory(8 << 20));
            print("and 8 MiB of shared memory", directory);
        }
        Files.delete(directory);
    }

    private static void print(String what, Path directory) throws IOException {
        var du = new ProcessBuilder("du", "-sk", "--exclude=args-*", "--exclude=spill", directory.toString());
        String kib = new String(du.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        System.out.println(what + ": " + kib.substring(0, kib.indexOf('\t')) + " KiB");
    }
}
