package dev.procession.internal.sync;

import dev.procession.internal.lock.LatchState;
import dev.procession.internal.wait.Site;
import dev.procession.internal.wait.Sited;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.sync.ProcessLatch;
import java.util.concurrent.TimeUnit;

/** A latch on a count. */
public final class CountLatch implements ProcessLatch, Sited {
    private final Site site;
    private final LatchState state;

    /** The latch with this state. */
    public CountLatch(Site site, LatchState state) {
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
    public void countDown() {
        state.countDown();
    }

    @Override
    public long getCount() {
        return state.count();
    }

    @Override
    public String toString() {
        return "ProcessLatch[count=" + getCount() + "]";
    }
}
