package dev.procession.internal.supervise;

import dev.procession.internal.classes.ClassServer;
import dev.procession.internal.codec.FailureCodec;
import dev.procession.internal.codec.ObjectCodec;
import dev.procession.internal.control.ControlServer;
import dev.procession.internal.launch.Launcher;
import dev.procession.internal.liveness.Descent;
import dev.procession.internal.liveness.HostedSession;
import dev.procession.internal.liveness.LivenessFile;
import dev.procession.process.Output;
import dev.procession.process.ProcessionException;
import dev.procession.process.SessionClosedException;
import java.util.BitSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * What the children of one session share: its directory, their launcher, the control server and the codec.
 *
 * <p>Thread safety: every method may be called from any thread.
 */
public final class ChildEnvironment {
    private static final long MAX_TURN_MILLIS = 1_000;

    private final HostedSession home;
    private final ControlServer server;
    private final Launcher launcher;
    private final ObjectCodec codec;
    private final FailureCodec failures;
    private final ClassServer classes;
    private final Output output;
    private final boolean killDescendants;
    private final Descent descent = new Descent();
    private final AtomicInteger lastId = new AtomicInteger();
    private final AtomicBoolean cacheAsked = new AtomicBoolean();
    private final BitSet slots = new BitSet(LivenessFile.SLOTS);
    /** Shared by launching threads; guards {@link #closed}. */
    private final ReentrantReadWriteLock launching = new ReentrantReadWriteLock();

    private boolean closed;
    private final Set<RunningChild> children = ConcurrentHashMap.newKeySet();
    /**
     * A JVM that boots keeps more than one processor busy: booting more at once makes all of them late, and the
     * first one most. A permit is held until the child says hello; a launch that gets none soon goes on without.
     */
    private final Semaphore boots =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));

    /** A runtime of these parts. */
    public ChildEnvironment(
            HostedSession home,
            ControlServer server,
            Launcher launcher,
            ObjectCodec codec,
            ClassServer classes,
            Output output,
            boolean killDescendants) {
        this.home = home;
        this.server = server;
        this.launcher = launcher;
        this.codec = codec;
        this.failures = new FailureCodec(codec);
        this.classes = classes;
        this.output = output;
        this.killDescendants = killDescendants;
        slots.set(0);
    }

    /** How values become bytes. */
    public ObjectCodec codec() {
        return codec;
    }

    /** How failures become bytes. */
    public FailureCodec failures() {
        return failures;
    }

    /** Where children get the classes they lack. */
    public ClassServer classes() {
        return classes;
    }

    /** The children whose processes have not ended. */
    public Set<RunningChild> children() {
        return children;
    }

    HostedSession home() {
        return home;
    }

    ControlServer server() {
        return server;
    }

    Launcher launcher() {
        return launcher;
    }

    /** Finds what dead children have left behind. */
    Descent descent() {
        return descent;
    }

    Output output() {
        return output;
    }

    /** Whether the processes that a child has started end when it does, unless its {@link ChildSpec} says. */
    public boolean killDescendants() {
        return killDescendants;
    }

    /** Waits for the turn to boot a child, for a moment at most; returns whether {@link #endBoot} must be called. */
    boolean beginBoot() {
        try {
            return boots.tryAcquire(MAX_TURN_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void endBoot() {
        boots.release();
    }

    int nextId() {
        return lastId.incrementAndGet();
    }

    int takeSlot() {
        synchronized (slots) {
            int slot = slots.nextClearBit(0);
            if (slot >= LivenessFile.SLOTS) {
                throw new ProcessionException("session: processes=" + slot + ", limit=" + LivenessFile.SLOTS
                        + "; end some, or use another session");
            }
            slots.set(slot);
            return slot;
        }
    }

    void freeSlot(int slot) {
        synchronized (slots) {
            slots.clear(slot);
        }
    }

    /**
     * Says that a process is about to be launched; {@link #endLaunch()} follows.
     *
     * @throws SessionClosedException if none is to be any more
     */
    void beginLaunch() {
        launching.readLock().lock();
        if (closed) {
            launching.readLock().unlock();
            throw new SessionClosedException("the session is closed, and starts no more processes");
        }
    }

    /** The process is among {@link #children()}, or was not launched. */
    void endLaunch() {
        launching.readLock().unlock();
    }

    /** No more processes are launched; {@link #children()} are all there are. */
    public void close() {
        launching.writeLock().lock();
        try {
            closed = true;
        } finally {
            launching.writeLock().unlock();
        }
    }

    /** After the first child is ready, so that the building of the cache does not delay it. */
    void childReady() {
        if (cacheAsked.compareAndSet(false, true)) {
            launcher.buildAotCache();
        }
    }
}
