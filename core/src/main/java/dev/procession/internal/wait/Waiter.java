package dev.procession.internal.wait;

import java.util.ArrayList;
import java.util.List;

/**
 * One waiting thread; it may stand in several lines.
 *
 * <p>Thread safety: any thread.
 */
final class Waiter implements DoorbellListener.Sleeper {
    private final Thread thread = Thread.currentThread();
    /** Where the thread parks. */
    private final Doorbell home;
    /** The wait points whose signal it got, to be passed on if it is of no use; guarded by itself. */
    private final List<WaitPoint> signals = new ArrayList<>(1);

    private volatile boolean signalled;

    Waiter(Doorbell home) {
        this.home = home;
    }

    @Override
    public boolean isSignalled() {
        return signalled;
    }

    void signal(WaitPoint by) {
        synchronized (signals) {
            signals.add(by);
        }
        signalled = true; // SYNC leader-signal
        home.wake(thread);
    }

    /** Forgets the signals got so far, and returns where they came from. */
    List<WaitPoint> takeSignals() {
        synchronized (signals) {
            signalled = false;
            List<WaitPoint> taken = List.copyOf(signals);
            signals.clear();
            return taken;
        }
    }
}
