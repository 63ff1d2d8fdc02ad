package dev.procession.internal.pool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The jobs with pending items, in a circle, and the slots with nothing to do. Each free slot takes a batch of the first job, which then
 * goes to the end of the circle.
 *
 * <p>Guarded by the scheduler's lock.
 */
final class ReadyJobs {
    private final Deque<Job> circle = new ArrayDeque<>();
    private final Set<WorkerSlot> idle = new LinkedHashSet<>();

    /** Puts a job into the circle; returns the idle slot to wake for it, if there is one. */
    @Nullable
    WorkerSlot add(Job job) {
        if (!job.isQueued()) {
            job.setQueued(true);
            circle.addLast(job);
        }
        return call();
    }

    /** The idle slot to wake, which counts as called from now on. */
    private @Nullable WorkerSlot call() {
        Iterator<WorkerSlot> slots = idle.iterator();
        if (!slots.hasNext()) {
            return null;
        }
        WorkerSlot slot = slots.next();
        slots.remove();
        return slot;
    }

    /** The next batch for a slot; empty when there is none, and the slot then idle. */
    Deque<Item> take(WorkerSlot slot, int workers) {
        // It may have come for another reason than a wake-up, and must not be called while it is busy.
        idle.remove(slot);
        while (!circle.isEmpty()) {
            Job job = circle.removeFirst();
            Deque<Item> batch = job.takeBatch(workers);
            if (job.pending().isEmpty()) {
                job.setQueued(false);
            } else {
                circle.addLast(job);
            }
            if (!batch.isEmpty()) {
                for (Item item : batch) {
                    item.setSlot(slot);
                }
                return batch;
            }
        }
        idle.add(slot);
        return new ArrayDeque<>();
    }

    /** The slot has no worker for now; returns the slot that a wake-up it may have been given is passed on to. */
    @Nullable
    WorkerSlot leave(WorkerSlot slot) {
        idle.remove(slot);
        return circle.isEmpty() ? null : call();
    }

    /** Gives up all jobs; returns their pending items. */
    List<Item> clear() {
        List<Item> pending = new ArrayList<>();
        for (Job job : circle) {
            pending.addAll(job.pending());
            job.pending().clear();
            job.setQueued(false);
        }
        circle.clear();
        return pending;
    }

    /** How many slots have nothing to do. */
    int idleCount() {
        return idle.size();
    }
}
