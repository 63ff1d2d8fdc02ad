package dev.procession.internal.dispatch;

import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.ring.RecordRing;
import dev.procession.internal.ring.RingSpace;
import dev.procession.internal.ring.SidePayload;
import dev.procession.internal.ring.SpscProducer;
import dev.procession.internal.ring.SpscRing;
import dev.procession.internal.wait.WaitPoint;

/**
 * The end of a ring that puts records; those too long for it on the side.
 *
 * <p>Thread safety: none; one thread at a time.
 */
public final class Outbox {
    /** Added to the kind of a record that names a segment with the payload. */
    static final int SIDE = 8;

    private final SharedWords words;
    private final SpscRing ring;
    private final SpscProducer producer;
    private final RingSpace space;

    Outbox(SharedWords words, SpscRing ring, RingSpace space) {
        this.words = words;
        this.ring = ring;
        this.space = space;
        producer = new SpscProducer(ring, space);
    }

    /**
     * Puts a record if there is room.
     *
     * @param kind 0 to 7; 7 is not for long ones
     * @throws dev.procession.process.ProcessionException if a long one has no room on the machine
     */
    public boolean tryPut(int kind, RecordRing.Payload payload) {
        boolean isLong = payload.length() > ring.longest();
        int length = isLong ? SidePayload.BYTES : (int) payload.length();
        long at = producer.claim(length);
        if (at < 0) {
            return false;
        }
        if (isLong) {
            // Committed below, or nobody's: the space of a channel goes with it.
            SidePayload.create(space, payload).write(words, at);
        } else {
            payload.write(words, at);
        }
        producer.commit(isLong ? kind | SIDE : kind, length);
        return true;
    }

    /** Puts a record, waiting for room; interrupts are lost. */
    public void put(int kind, RecordRing.Payload payload) {
        while (!tryPut(kind, payload)) {
            try {
                int length = (int) Math.min(payload.length(), ring.longest());
                producer.awaitRoom(length, WaitPoint.FOREVER, WaitPoint.NO_RECHECK);
            } catch (InterruptedException e) {
                // Somebody's late interrupt: the record is what counts.
            }
        }
    }
}
