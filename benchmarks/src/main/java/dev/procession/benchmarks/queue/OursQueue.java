package dev.procession.benchmarks.queue;

import dev.procession.Procession;
import dev.procession.benchmarks.harness.Contender;
import dev.procession.benchmarks.harness.Sample;
import dev.procession.channel.ProcessQueue;
import dev.procession.channel.QueueOptions;
import dev.procession.function.VoidTask;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Ours: a queue from a child process to this one, as Python's is; a size of 0 is a boxed {@code Long}. */
final class OursQueue implements Contender {
    private final Procession session = Procession.local();
    private final ProcessQueue<Object> queue;
    private final ProcessQueue<Long> rounds;
    private final int bytes;
    private final long count;

    OursQueue(int bytes, long count, int capacity, long capacityBytes) {
        this.bytes = bytes;
        this.count = count;
        queue = session.queue(QueueOptions.capacity(capacity).withCapacityBytes(capacityBytes));
        rounds = session.queue(16);
        session.start(producer(queue, rounds, bytes));
    }

    private static VoidTask producer(ProcessQueue<Object> queue, ProcessQueue<Long> rounds, int bytes) {
        return () -> {
            for (long count = rounds.take(); count > 0; count = rounds.take()) {
                for (long i = 0; i < count; i++) {
                    queue.put(bytes == 0 ? (Object) i : element(bytes, i));
                }
            }
        };
    }

    private static byte[] element(int bytes, long value) {
        byte[] element = new byte[bytes];
        ByteBuffer.wrap(element).order(ByteOrder.LITTLE_ENDIAN).putLong(0, value);
        return element;
    }

    private long take() throws InterruptedException {
        Object element = queue.take();
        return bytes == 0
                ? (Long) element
                : ByteBuffer.wrap((byte[]) element)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .getLong(0);
    }

    @Override
    public String name() {
        return "Procession queue";
    }

    @Override
    public Sample measure() throws InterruptedException {
        rounds.put(count);
        long sum = take();
        long start = System.nanoTime();
        for (long i = 1; i < count; i++) {
            sum += take();
        }
        long nanos = System.nanoTime() - start;
        if (sum != count * (count - 1) / 2) {
            throw new IllegalStateException("sum=" + sum + " of count=" + count + " elements is wrong");
        }
        return Sample.millionsPerSecond(count - 1, nanos);
    }

    @Override
    public void close() {
        // Ends the producer in good order.
        if (!rounds.offer(0L)) {
            System.out.println("  the producer did not hear that it is over");
        }
        session.close();
    }
}
