package dev.procession.benchmarks.queue;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/** The peer of the rings: Agrona's, over a mapped file of 4 MiB; both sides spin, and then yield. */
@SuppressWarnings("ThreadPriorityCheck") // the yield of an idle strategy
abstract class AgronaRing implements QueueUnderTest {
    static final int CAPACITY = 4 << 20;
    private static final int SPINS = 1000;
    private final RingBuffer ring;
    private long sum;

    AgronaRing(RingBuffer ring) {
        this.ring = ring;
    }

    static UnsafeBuffer map(String file) throws IOException {
        long size = (long) CAPACITY + RingBufferDescriptor.TRAILER_LENGTH;
        try (FileChannel channel = FileChannel.open(Path.of(file), CREATE, READ, WRITE)) {
            return new UnsafeBuffer(channel.map(FileChannel.MapMode.READ_WRITE, 0, size));
        }
    }

    @Override
    public void produce(int bytes, long count) {
        UnsafeBuffer element = new UnsafeBuffer(new byte[bytes]);
        for (long i = 0; i < count; i++) {
            element.putLong(0, i);
            int tries = 0;
            while (!ring.write(1, element, 0, bytes)) {
                idle(++tries);
            }
        }
    }

    @Override
    public long consume(int bytes, long count) {
        sum = 0;
        UnsafeBuffer copy = new UnsafeBuffer(new byte[bytes]);
        // Copied out, as a consumer that keeps its element does.
        MessageHandler handler = (type, buffer, index, length) -> {
            copy.putBytes(0, buffer, index, length);
            sum += copy.getLong(0);
        };
        int tries = 0;
        for (long left = count; left > 0; ) {
            int read = ring.read(handler, (int) Math.min(left, 256));
            left -= read;
            if (read == 0) {
                idle(++tries);
            } else {
                tries = 0;
            }
        }
        return sum;
    }

    private static void idle(int tries) {
        if (tries < SPINS) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    /** One producer, one consumer. */
    static final class OneToOne extends AgronaRing {
        OneToOne(String file) throws IOException {
            super(new OneToOneRingBuffer(map(file)));
        }
    }

    /** Many producers, one consumer. */
    static final class ManyToOne extends AgronaRing {
        ManyToOne(String file) throws IOException {
            super(new ManyToOneRingBuffer(map(file)));
        }
    }
}
