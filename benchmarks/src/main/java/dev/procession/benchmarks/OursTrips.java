package dev.procession.benchmarks;

import dev.procession.Procession;
import dev.procession.channel.Connection;
import dev.procession.channel.Pipe;
import java.io.EOFException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Ours: round trips through a pipe to a child process and back; the median, in microseconds. */
final class OursTrips implements Contender {
    /** How the other side is found. */
    enum Kind {
        HOT_OBJECT,
        HOT_BYTES,
        PARKED
    }

    private final Procession session = Procession.local();
    private final Connection<Integer> here;
    private final Kind kind;
    private final int count;

    OursTrips(Kind kind, int count) {
        this.kind = kind;
        this.count = count;
        Pipe<Integer> pipe = session.pipe();
        here = pipe.left();
        Connection<Integer> there = pipe.right();
        boolean bytes = kind == Kind.HOT_BYTES;
        session.start(() -> {
            byte[] buffer = new byte[8];
            try {
                while (true) {
                    if (bytes) {
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
        return switch (kind) {
            case HOT_OBJECT -> "Procession pipe, an Integer";
            case HOT_BYTES -> "Procession pipe, 8 bytes";
            case PARKED -> "Procession pipe, parked";
        };
    }

    @Override
    public double measure() throws EOFException {
        long[] nanos = new long[count];
        byte[] buffer = new byte[8];
        for (int i = 0; i < count; i++) {
            if (kind == Kind.PARKED) {
                pause();
            }
            long start = System.nanoTime();
            if (kind == Kind.HOT_BYTES) {
                here.sendBytes(buffer);
                here.recvBytes(buffer);
            } else {
                here.send(i);
                if (here.recv() != i) {
                    throw new IllegalStateException("another number came back than went out");
                }
            }
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return nanos[count / 2] / 1e3;
    }

    /** As long as the peer's, so that the other side has stopped spinning. */
    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(3);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        here.close();
        session.close();
    }
}
