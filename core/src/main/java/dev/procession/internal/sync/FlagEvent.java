package dev.procession.internal.sync;

import dev.procession.internal.lock.EventState;
import dev.procession.internal.wait.Site;
import dev.procession.internal.wait.Sited;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.sync.ProcessEvent;
import java.util.concurrent.TimeUnit;

/** An event on a flag. */
public final class FlagEvent implements ProcessEvent, Sited {
    private final Site site;
    private final EventState state;

    /** The event with this state. */
    public FlagEvent(Site site, EventState state) {
        this.site = site;
        this.state = state;
    }

    @Override
    public Site site() {
        return site;
    }

    @Override
    public void close() {
        site.close();
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
