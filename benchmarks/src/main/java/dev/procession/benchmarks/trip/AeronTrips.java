package dev.procession.benchmarks.trip;

import dev.procession.benchmarks.harness.Contender;
import dev.procession.benchmarks.harness.LineProcess;
import dev.procession.benchmarks.harness.Sample;
import io.aeron.Aeron;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.FragmentHandler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The peer of the pipes: 8 bytes through Aeron's IPC to another JVM and back, both sides spinning; in microseconds.
 */
final class AeronTrips implements Contender {
    private static final String CHANNEL = "aeron:ipc";
    private static final int THERE = 1;
    private static final int BACK = 2;
    private static final int IDLE_SPINS = 1_000_000;
    private static final List<String> FLAGS =
            List.of("--sun-misc-unsafe-memory-access=allow", "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED");
    private final LineProcess ping;

    AeronTrips(int count) throws IOException {
        ping = LineProcess.java(FLAGS, AeronTrips.class, "ping", Integer.toString(count));
    }

    @Override
    public String name() {
        return "Aeron IPC, 8 bytes";
    }

    @Override
    public Sample measure() throws IOException {
        ping.send("go");
        return Sample.of(ping.numbers());
    }

    @Override
    public void close() throws IOException {
        ping.close();
    }

    /** {@code ping count}, or {@code pong directory}. */
    public static void main(String[] args) throws Exception {
        if (args[0].equals("pong")) {
            pong(args[1]);
        } else {
            ping(Integer.parseInt(args[1]));
        }
    }

    private static Aeron connect(String directory) {
        return Aeron.connect(new Aeron.Context().aeronDirectoryName(directory));
    }

    private static void ping(int count) throws IOException {
        MediaDriver.Context context = new MediaDriver.Context()
                .threadingMode(ThreadingMode.SHARED)
                .sharedIdleStrategy(new SleepingMillisIdleStrategy(10))
                .dirDeleteOnShutdown(true);
        try (MediaDriver driver = MediaDriver.launchEmbedded(context);
                Aeron aeron = connect(driver.aeronDirectoryName());
                Publication out = aeron.addPublication(CHANNEL, THERE);
                Subscription in = aeron.addSubscription(CHANNEL, BACK)) {
            Process other = new ProcessBuilder(
                            LineProcess.javaCommand(FLAGS, AeronTrips.class, "pong", driver.aeronDirectoryName()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try {
                BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
                while (input.readLine() != null) {
                    System.out.println(trips(out, in, count).text());
                }
            } finally {
                other.destroyForcibly();
            }
        }
    }

    private static Sample trips(Publication out, Subscription in, int count) {
        UnsafeBuffer message = new UnsafeBuffer(new byte[Long.BYTES]);
        long[] nanos = new long[count];
        long[] back = {-1};
        FragmentHandler handler = (buffer, offset, length, header) -> back[0] = buffer.getLong(offset);
        for (int i = 0; i < count; i++) {
            message.putLong(0, i);
            long start = System.nanoTime();
            send(out, message);
            while (back[0] != i) {
                if (in.poll(handler, 1) == 0) {
                    Thread.onSpinWait();
                }
            }
            nanos[i] = System.nanoTime() - start;
        }
        return Sample.trips(nanos);
    }

    private static void send(Publication out, UnsafeBuffer message) {
        while (out.offer(message, 0, Long.BYTES) < 0) {
            Thread.onSpinWait();
        }
    }

    private static void pong(String directory) {
        try (Aeron aeron = connect(directory);
                Subscription in = aeron.addSubscription(CHANNEL, THERE);
                Publication out = aeron.addPublication(CHANNEL, BACK)) {
            UnsafeBuffer message = new UnsafeBuffer(new byte[Long.BYTES]);
            FragmentHandler handler = (buffer, offset, length, header) -> {
                message.putLong(0, buffer.getLong(offset));
                send(out, message);
            };
            for (int idle = 0; !Thread.currentThread().isInterrupted(); idle++) {
                if (in.poll(handler, 1) > 0) {
                    idle = 0;
                } else if (idle < IDLE_SPINS) {
                    Thread.onSpinWait();
                } else {
                    // Between its rounds it must not take a processor from the others.
                    LockSupport.parkNanos(1_000_000);
                }
            }
        }
    }
}
