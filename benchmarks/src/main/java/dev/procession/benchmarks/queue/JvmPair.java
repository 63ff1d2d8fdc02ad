package dev.procession.benchmarks.queue;

import dev.procession.benchmarks.harness.Contender;
import dev.procession.benchmarks.harness.LineProcess;
import dev.procession.benchmarks.harness.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A {@link QueueUnderTest} between a producer's JVM and a consumer's; millions of elements per second. */
final class JvmPair implements Contender {
    /** What Agrona, Aeron and Chronicle ask for on a JDK 25; ours asks for none of it. */
    static final List<String> FLAGS = List.of(
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
            "--add-opens=java.base/java.io=ALL-UNNAMED",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "-Dchronicle.analytics.disable=true",
            "-Dchronicle.disk.monitor.disable=true");

    private final String name;
    private final long count;
    private final Path rendezvous;
    private final @Nullable Path removed;
    private final LineProcess consumer;
    private final LineProcess producer;

    /** Between two JVMs that meet at a file of their own. */
    JvmPair(String name, Class<? extends QueueUnderTest> queue, int bytes, long count) throws IOException {
        this(name, queue, bytes, count, directory());
    }

    private JvmPair(String name, Class<? extends QueueUnderTest> queue, int bytes, long count, Path directory)
            throws IOException {
        this(name, queue, bytes, count, directory.resolve("ring"), directory);
    }

    /** Between two JVMs that meet in a session's directory. */
    static JvmPair inSession(String name, Class<? extends QueueUnderTest> queue, int bytes, long count, Path session)
            throws IOException {
        return new JvmPair(name, queue, bytes, count, session, null);
    }

    private JvmPair(
            String name,
            Class<? extends QueueUnderTest> queue,
            int bytes,
            long count,
            Path rendezvous,
            @Nullable Path removed)
            throws IOException {
        this.name = name;
        this.count = count;
        this.rendezvous = rendezvous;
        this.removed = removed;
        consumer = side(queue, "consume", bytes);
        producer = side(queue, "produce", bytes);
    }

    private static Path directory() throws IOException {
        Path memory = Path.of("/dev/shm");
        return Files.isDirectory(memory)
                ? Files.createTempDirectory(memory, "bench")
                : Files.createTempDirectory("bench");
    }

    private LineProcess side(Class<? extends QueueUnderTest> queue, String side, int bytes) throws IOException {
        return LineProcess.java(
                FLAGS,
                Side.class,
                queue.getName(),
                rendezvous.toString(),
                side,
                Integer.toString(bytes),
                Long.toString(count));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Sample measure() throws IOException {
        consumer.send("go");
        producer.send("go");
        double[] taken = consumer.numbers();
        producer.numbers();
        long sum = (long) taken[1];
        if (sum != count * (count - 1) / 2) {
            throw new IllegalStateException(name + ": sum=" + sum + " of count=" + count + " elements is wrong");
        }
        return Sample.millionsPerSecond(count - 1, (long) taken[0]);
    }

    @Override
    public void close() throws IOException {
        producer.close();
        consumer.close();
        if (removed != null) {
            try (Stream<Path> files = Files.walk(removed)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
