package dev.procession.benchmarks.queue;

import java.util.concurrent.locks.LockSupport;
import net.openhft.chronicle.bytes.ReadBytesMarshallable;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;

/**
 * A peer that keeps all it was ever given, in a file: Chronicle Queue. It has no bound and no blocking take; a
 * producer never waits, and the file grows by each round.
 */
final class ChronicleFile implements QueueUnderTest {
    private static final int SPINS = 100_000;
    private final ChronicleQueue queue;
    private final ExcerptTailer tailer;
    private long sum;

    ChronicleFile(String file) {
        queue = ChronicleQueue.singleBuilder(file + ".chronicle").build();
        tailer = queue.createTailer();
    }

    @Override
    public void produce(int bytes, long count) {
        byte[] rest = new byte[bytes - Long.BYTES];
        // A thread that ends leaves its appender to the collector.
        ExcerptAppender appender = queue.createAppender();
        for (long i = 0; i < count; i++) {
            long value = i;
            appender.writeBytes(out -> {
                out.writeLong(value);
                out.write(rest);
            });
        }
    }

    @Override
    public long consume(int bytes, long count) {
        byte[] rest = new byte[bytes - Long.BYTES];
        sum = 0;
        ReadBytesMarshallable reader = in -> {
            sum += in.readLong();
            in.read(rest);
        };
        int idle = 0;
        for (long left = count; left > 0; ) {
            if (tailer.readBytes(reader)) {
                left--;
                idle = 0;
            } else if (++idle < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(1_000);
            }
        }
        return sum;
    }
}
