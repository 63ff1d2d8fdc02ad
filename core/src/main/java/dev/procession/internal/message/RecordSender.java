package dev.procession.internal.message;

import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.ring.BackingStore;
import dev.procession.internal.ring.OverflowReference;
import dev.procession.internal.ring.OverflowStore;
import dev.procession.internal.ring.RecordRing;
import dev.procession.internal.ring.SpscProducer;
import dev.procession.internal.ring.SpscRing;
import dev.procession.internal.segment.NoSpaceException;
import dev.procession.internal.wait.WaitPoint;

/**
 * The end of a ring that puts records; those too long for it on the side.
 *
 * <p>Thread safety: none; one thread at a time.
 */
public final class RecordSender {
    /** Added to the kind of a record that names a segment with the payload. */
    public static final int SIDE = 8;

    private final SharedWords words;
    private final SpscRing ring;
    private final SpscProducer producer;
    private final OverflowStore space;

    /**
     * Puts records into {@code ring}, which lies in {@code words}.
     *
     * @param memory backs the ring
     * @param space takes the records that are too long
     */
    public RecordSender(SharedWords words, SpscRing ring, BackingStore memory, OverflowStore space) {
        this.words = words;
        this.ring = ring;
        this.space = space;
        producer = new SpscProducer(ring, memory);
    }

    /**
     * Puts a record if it fits.
     *
     * @param kind 0 to 7; 7 is not for long ones
     * @throws dev.procession.process.ProcessionException if the machine has no space for a long one
     */
    public boolean tryPut(int kind, RecordRing.Payload payload) {
        if (payload.length() > ring.longest()) {
            return tryPutAside(kind, payload);
        }
        int length = (int) payload.length();
        long at;
        try {
            at = producer.claim(length);
        } catch (NoSpaceException e) {
            return tryPutAside(kind, payload); // it may fit elsewhere
        }
        if (at < 0) {
            return false;
        }
        payload.write(words, at);
        producer.commit(kind, length);
        return true;
    }

    private boolean tryPutAside(int kind, RecordRing.Payload payload) {
        long at = producer.claim(OverflowReference.BYTES);
        if (at < 0) {
            return false;
        }
        // Committed below, or orphaned: the overflow segments of a channel are removed with it.
        OverflowReference.create(space, payload).write(words, at);
        producer.commit(kind | SIDE, OverflowReference.BYTES);
        return true;
    }

    /** Puts a record, waiting for space; interrupts are lost. */
    public void put(int kind, RecordRing.Payload payload) {
        while (!tryPut(kind, payload)) {
            try {
                boolean isLong = payload.length() > ring.longest();
                int length = isLong ? OverflowReference.BYTES : (int) payload.length();
                producer.awaitRoom(length, WaitPoint.FOREVER, WaitPoint.NO_RECHECK);
            } catch (InterruptedException e) {
                // A late interrupt, meant for another wait: the record must be put.
            }
        }
    }
}
