package dev.procession.benchmarks;

import dev.procession.Procession;
import dev.procession.channel.ProcessQueue;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.List;

/** An element through a queue and back out by one thread, beside JDK serialization of it into an array and back, which goes nowhere. */
final class CodecBenchmark {
    private CodecBenchmark() {}

    static void run() throws Exception {
        byte[] bytes = new byte[1024];
        Arrays.fill(bytes, (byte) 7);
        for (Object value :
                List.of(12_345L, "a string of thirty characters.", bytes, new long[128], List.of(1, 2, 3))) {
            String name = value.getClass().isArray()
                    ? value.getClass().getComponentType() + "[" + Array.getLength(value) + "]"
                    : value.getClass().getSimpleName();
            Contest.run("codec: " + name, "M/s", List.of(new Serialized(value), new Queued(value)));
        }
    }

    private record Serialized(Object value) implements Contender {
        @Override
        public String name() {
            return "JDK serialization";
        }

        @Override
        public double measure() throws Exception {
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
            return count * 1e3 / (System.nanoTime() - start);
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
        public double measure() throws InterruptedException {
            int count = 1_000_000;
            long start = System.nanoTime();
            for (int i = 0; i < count; i++) {
                queue.put(value);
                queue.take();
            }
            return count * 1e3 / (System.nanoTime() - start);
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
