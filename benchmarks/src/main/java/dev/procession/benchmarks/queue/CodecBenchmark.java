package dev.procession.benchmarks.queue;

import dev.procession.Procession;
import dev.procession.benchmarks.harness.Contender;
import dev.procession.benchmarks.harness.Contest;
import dev.procession.benchmarks.harness.Report;
import dev.procession.benchmarks.harness.Sample;
import dev.procession.benchmarks.harness.Unit;
import dev.procession.channel.ProcessQueue;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.List;

/**
 * An element through a queue and back out by one thread, beside JDK serialization of it into an array and back, which
 * goes nowhere.
 */
public final class CodecBenchmark {
    private CodecBenchmark() {}

    /** Five kinds of element. */
    public static void run(Report report) throws Exception {
        byte[] bytes = new byte[1024];
        Arrays.fill(bytes, (byte) 7);
        for (Object value :
                List.of(12_345L, "a string of thirty characters.", bytes, new long[128], List.of(1, 2, 3))) {
            String name = value.getClass().isArray()
                    ? value.getClass().getComponentType() + "[" + Array.getLength(value) + "]"
                    : value.getClass().getSimpleName();
            report.add(new Contest(
                            "codec-" + value.getClass().getSimpleName().replace("[]", "s"),
                            "An element (" + name
                                    + ") through a queue and out again by one thread, and JDK serialization of it",
                            Unit.MILLIONS_PER_SECOND)
                    .run(List.of(new Serialized(value), new Queued(value))));
        }
    }

    private record Serialized(Object value) implements Contender {
        @Override
        public String name() {
            return "JDK serialization";
        }

        @Override
        public Sample measure() throws Exception {
            int count = 100_000;
            long start = System.nanoTime();
            for (int i = 0; i < count; i++) {
                ByteArrayOutputStream sink = new ByteArrayOutputStream(2048);
                try (ObjectOutputStream out = new ObjectOutputStream(sink)) {
                    out.writeObject(value);
                }
                try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(sink.toByteArray()))) {
                    if (in.readObject() == null) {
                        throw new IllegalStateException("null came back");
                    }
                }
            }
            return Sample.millionsPerSecond(count, System.nanoTime() - start);
        }

        @Override
        public void close() throws IOException {
            // Nothing is open.
        }
    }

    private static final class Queued implements Contender {
        private final Procession session = Procession.local();
        private final ProcessQueue<Object> queue = session.queue(16);
        private final Object value;

        Queued(Object value) {
            this.value = value;
        }

        @Override
        public String name() {
            return "Procession queue, put and take";
        }

        @Override
        public Sample measure() throws InterruptedException {
            int count = 1_000_000;
            long start = System.nanoTime();
            for (int i = 0; i < count; i++) {
                queue.put(value);
                queue.take();
            }
            return Sample.millionsPerSecond(count, System.nanoTime() - start);
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
