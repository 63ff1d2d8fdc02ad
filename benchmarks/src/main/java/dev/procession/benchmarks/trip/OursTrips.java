package dev.procession.benchmarks.trip;

import dev.procession.Procession;
import dev.procession.benchmarks.harness.Contender;
import dev.procession.benchmarks.harness.Sample;
import dev.procession.channel.Connection;
import dev.procession.channel.Pipe;
import java.io.EOFException;
import java.util.concurrent.TimeUnit;

/** Ours: round trips through a pipe to a child process and back, in microseconds. */
final class OursTrips implements Contender {
    /** As long as the peer's, so that the other side has stopped spinning. */
    private static final int PAUSE_MILLIS = 3;

    private final Procession session = Procession.local();
    private final Connection<Integer> here;
    private final boolean parked;
    private final int count;
    private final int bytes;

    /** Of an {@code Integer} where {@code bytes} is 0. */
    OursTrips(boolean parked, int count, int bytes) {
        this.parked = parked;
        this.count = count;
        this.bytes = bytes;
        Pipe<Integer> pipe = session.pipe();
        here = pipe.left();
        Connection<Integer> there = pipe.right();
        session.start(() -> {
            byte[] buffer = new byte[bytes];
            try {
                while (true) {
                    if (bytes > 0) {
                        there.recvBytes(buffer);
                        there.sendBytes(buffer);
                    } else {
                        there.send(there.recv());
                    }
                }
            } catch (EOFException e) {
                // The benchmark is over.
            }
        });
    }

    @Override
    public String name() {
        return "Procession pipe";
    }

    @Override
    public Sample measure() throws EOFException, InterruptedException {
        long[] nanos = new long[count];
        byte[] buffer = new byte[bytes];
        for (int i = 0; i < count; i++) {
            if (parked) {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
            long start = System.nanoTime();
            if (bytes > 0) {
                here.sendBytes(buffer);
                if (here.recvBytes(buffer) != bytes) {
                    throw new IllegalStateException("another message came back than went out");
                }
            } else {
                here.send(i);
                if (here.recv() != i) {
                    throw new IllegalStateException("another number came back than went out");
                }
            }
            nanos[i] = System.nanoTime() - start;
        }
        return Sample.trips(nanos);
    }

    @Override
    public void close() {
        here.close();
        session.close();
    }
}
