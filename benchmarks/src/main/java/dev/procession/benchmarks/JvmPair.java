package dev.procession.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A {@link QueueUnderTest} between a producer's JVM and a consumer's; millions of elements per second. */
final class JvmPair implements Contender {
    private final String name;
    private final long count;
    private final Path rendezvous;
    private final boolean removed;
    private final LineProcess consumer;
    private final LineProcess producer;

    JvmPair(String name, Class<? extends QueueUnderTest> queue, int bytes, long count) throws IOException {
        this(name, queue, bytes, count, file(), true);
    }

    /** Between two JVMs that meet in a session's directory. */
    JvmPair(String name, Class<? extends QueueUnderTest> queue, int bytes, long count, Path session)
            throws IOException {
        this(name, queue, bytes, count, session, false);
    }

    private JvmPair(
            String name, Class<? extends QueueUnderTest> queue, int bytes, long count, Path rendezvous, boolean removed)
            throws IOException {
        this.name = name;
        this.count = count;
        this.rendezvous = rendezvous;
        this.removed = removed;
        consumer = side(queue, "consume", bytes);
        producer = side(queue, "produce", bytes);
    }

    private static Path file() throws IOException {
        Path memory = Path.of("/dev/shm");
        return Files.isDirectory(memory)
                ? Files.createTempFile(memory, "bench", ".ring")
                : Files.createTempFile("bench", ".ring");
    }

    private LineProcess side(Class<? extends QueueUnderTest> queue, String side, int bytes) throws IOException {
        return new LineProcess(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Side.class.getName(),
                queue.getName(),
                rendezvous.toString(),
                side,
                Integer.toString(bytes),
                Long.toString(count)));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public double measure() throws IOException {
        consumer.send("go");
        producer.send("go");
        double nanos = consumer.number();
        long sum = (long) consumer.number();
        producer.number();
        if (sum != count * (count - 1) / 2) {
            throw new IllegalStateException(name + ": sum=" + sum + " of count=" + count + " elements is wrong");
        }
        return (count - 1) * 1e3 / nanos;
    }

    @Override
    public void close() throws IOException {
        producer.close();
        consumer.close();
        if (removed) {
            Files.delete(rendezvous);
        }
    }
}
