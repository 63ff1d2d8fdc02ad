package dev.procession.internal.sync;

import dev.procession.internal.lock.EventState;
import dev.procession.internal.wait.SegmentContext;
import dev.procession.internal.wait.SegmentResident;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.sync.ProcessEvent;
import java.util.concurrent.TimeUnit;

/** An event on a flag. */
public final class MappedEvent implements ProcessEvent, SegmentResident {
    private final SegmentContext context;
    private final EventState state;

    /** The event with this state. */
    public MappedEvent(SegmentContext context, EventState state) {
        this.context = context;
        this.state = state;
    }

    @Override
    public SegmentContext context() {
        return context;
    }

    @Override
    public void close() {
        context.close();
    }

    @Override
    public void set() {
        state.set();
    }

    @Override
    public void clear() {
        state.clear();
    }

    @Override
    public boolean isSet() {
        return state.isSet();
    }

    @Override
    public void await() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        state.await(WaitPoint.FOREVER);
    }

    @Override
    public boolean await(long timeout, TimeUnit unit) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return state.await(unit.toNanos(timeout));
    }

    @Override
    public String toString() {
        return "ProcessEvent[" + (isSet() ? "set" : "not set") + "]";
    }
}
