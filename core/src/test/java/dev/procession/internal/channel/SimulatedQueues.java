package dev.procession.internal.channel;

import dev.procession.channel.JoinableQueue;
import dev.procession.internal.channel.JoinableQueueContractTest.Session;
import dev.procession.internal.memory.ArrayWords;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.ring.MpmcRing;
import dev.procession.internal.wait.SegmentContext;
import dev.procession.simulator.ThreadedSite;
import java.util.HashMap;
import java.util.Map;

/** One queue on the ring of shared memory, here an array, and simulated processes that share it. */
final class SimulatedQueues implements Session {
    static final int CAPACITY_BYTES = 1 << 16;

    private final ThreadedSite processes;
    private final HeapSpace space = new HeapSpace();
    private final Map<Integer, RingQueue<?>> queues = new HashMap<>();
    private final boolean leasing;

    SimulatedQueues(int capacity, boolean leasing) {
        SharedWords words = new ArrayWords((int) MpmcRing.bytes(CAPACITY_BYTES));
        MpmcRing.layOut(words, 0, capacity, CAPACITY_BYTES, leasing, 3);
        processes = new ThreadedSite(words);
        this.leasing = leasing;
    }

    HeapSpace space() {
        return space;
    }

    /** The queue as process {@code number} has it. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // each test uses its queue for one type
    synchronized <E> RingQueue<E> plain(int number) {
        return (RingQueue<E>) queues.computeIfAbsent(number, this::make);
    }

    private RingQueue<?> make(int number) {
        SegmentContext context = processes.process(number);
        MpmcRing ring = new MpmcRing(context, 0, (from, upTo) -> {}, space);
        return leasing
                ? new RingJoinableQueue<>(ring, context, HeapQueues.CODEC, "test queue")
                : new RingQueue<>(ring, context, HeapQueues.CODEC, "test queue");
    }

    @Override
    public <E> JoinableQueue<E> queue(int number) {
        return (RingJoinableQueue<E>) this.<E>plain(number);
    }

    @Override
    public void kill(int number) {
        processes.kill(number);
    }
}
