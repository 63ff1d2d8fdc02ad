package dev.procession.stress;

import dev.procession.Procession;
import dev.procession.channel.JoinableQueue;
import dev.procession.channel.ProcessQueue;
import dev.procession.channel.QueueOptions;
import dev.procession.shared.SharedArray;
import dev.procession.shared.SharedLong;
import dev.procession.sync.ProcessLock;
import dev.procession.sync.ProcessSemaphore;
import java.io.Serializable;

/**
 * What all participants of a session share, from its beginning to its end.
 *
 * @param guarded what only the holder of the lock changes, and not atomically: see the places below
 */
record Things(
        ProcessQueue<Element> queue,
        JoinableQueue<Element> joinable,
        ProcessLock lock,
        ProcessSemaphore semaphore,
        SharedLong number,
        SharedArray.OfLong guarded)
        implements Serializable {
    static final int PERMITS = 2;

    /** Counters of the lock's section: at its begin, in its middle and at its end; and its holder. */
    static final int ENTERED = 0;

    static final int MIDDLE = 1;
    static final int LEFT = 2;
    static final int WHO = 3;

    private static final int CAPACITY = 64;
    private static final long CAPACITY_BYTES = 256 << 10;

    static Things make(Procession px) {
        QueueOptions options = QueueOptions.capacity(CAPACITY)
                .withCapacityBytes(CAPACITY_BYTES)
                // More than an element is ever lent to those that die: none becomes poison.
                .withDeliveryLimit(QueueOptions.MAX_DELIVERIES);
        return new Things(
                px.queue(options),
                px.joinableQueue(options),
                px.lock(),
                px.semaphore(PERMITS),
                px.sharedLong(0),
                px.sharedLongs(4));
    }
}
