package dev.procession.internal.manager;

import dev.procession.internal.dispatch.RpcChannel;
import dev.procession.internal.dispatch.ServerEndpoint;
import dev.procession.internal.service.Log;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.process.ProcessionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads what clients ask, each some messages at a time; hears of their coming and of their death.
 *
 * <p>Thread safety: none; the leader's, and {@link #end} after it.
 */
final class ServerLoop {
    private final Function<RpcChannel, RemoteClient> clients;
    private final Consumer<? super Client> left;
    private final VirtualStarts starts;
    private final ServerEndpoint serverEndpoint;
    /** By slot. */
    private final @Nullable RemoteClient[] callers = new @Nullable RemoteClient[ServerEndpoint.words() * Long.SIZE];

    /** Who is to be looked at, a bit for each slot. */
    private final long[] ready = new long[ServerEndpoint.words()];

    private long deaths = -1;

    /**
     * A loop that serves nobody yet.
     *
     * @param clients makes a client of the channel that it has announced
     * @param left is told of a client that is gone
     * @param starts what is checked now and then, because callers wait for it
     */
    ServerLoop(
            ServerEndpoint serverEndpoint,
            Function<RpcChannel, RemoteClient> clients,
            Consumer<? super Client> left,
            VirtualStarts starts) {
        this.serverEndpoint = serverEndpoint;
        this.clients = clients;
        this.left = left;
        this.starts = starts;
    }

    /** Serves until the manager or the session is closed, or the lead is lost. */
    void run(LeaderWatchdog leadership) {
        while (!serverEndpoint.isClosed() && leadership.isLeader()) {
            serverEndpoint
                    .calls()
                    .awaitUninterruptibly(() -> onMembershipChanged() || leadership.hasAside(), WaitPoint.NO_RECHECK);
            leadership.runDeferred();
        }
    }

    /** Does what there is to do; returns whether there was something. */
    private boolean onMembershipChanged() {
        starts.restartLost();
        serverEndpoint.check();
        boolean any = serverEndpoint.collect(ready);
        any |= serverEndpoint.isClosed();
        long heard = serverEndpoint.deaths();
        if (heard != deaths) {
            reap();
            deaths = heard;
        }
        for (int i = 0; i < ready.length; i++) {
            long bits = ready[i];
            if (bits != 0) {
                any = true;
                ready[i] = 0;
                serve(i, bits);
            }
        }
        return any;
    }

    private void serve(int word, long bits) {
        long left = bits;
        while (left != 0) {
            int bit = Long.numberOfTrailingZeros(left);
            try {
                RemoteClient caller = caller(word * Long.SIZE + bit);
                if (caller != null && caller.serve()) {
                    ready[word] |= 1L << bit;
                }
            } catch (OutOfMemoryError e) {
                ready[word] |= left;
                throw e;
            }
            left &= left - 1;
        }
    }

    /** Who calls from {@code slot}, on the channel announced last. */
    private @Nullable RemoteClient caller(int slot) {
        RemoteClient known = callers[slot];
        RemoteClient announced = announced(slot, known);
        if (announced == null) {
            return known;
        }
        if (known != null) {
            // The slot's next process; or the same one, that has closed its way and opened another.
            reap(slot, known);
        }
        callers[slot] = announced;
        if (serverEndpoint.isDead(announced.owner())) {
            // Its death was told before it was known here.
            reap(slot, announced);
            return null;
        }
        return announced;
    }

    private @Nullable RemoteClient announced(int slot, @Nullable RemoteClient known) {
        try {
            RpcChannel announced = serverEndpoint.channel(slot, known == null ? null : known.channel());
            return announced == null ? null : clients.apply(announced);
        } catch (ProcessionException e) {
            serverEndpoint.check();
            Log.debug("dev.procession.manager", "the manager cannot open the channel of a client", e);
            return null;
        }
    }

    /** Lets go of the dead. */
    private void reap() {
        for (int slot = 0; slot < callers.length; slot++) {
            // One that has announced its channel may have died before it could ask to be looked at.
            RemoteClient caller = callers[slot] == null ? caller(slot) : callers[slot];
            if (caller != null && serverEndpoint.isDead(caller.owner())) {
                reap(slot, caller);
            }
        }
    }

    private void reap(int slot, RemoteClient caller) {
        caller.readLast();
        left.accept(caller);
        caller.channel().remove();
        serverEndpoint.forget(slot, caller.channel());
        callers[slot] = null;
    }

    /** The server answers no more. */
    void end() {
        boolean closed = serverEndpoint.session().isClosed();
        for (int slot = 0; slot < callers.length; slot++) {
            // One that was not looked at yet may wait as well.
            RemoteClient caller = closed ? callers[slot] : caller(slot);
            if (caller != null) {
                caller.leave();
                caller.wake();
                if (!closed) {
                    caller.channel().remove();
                }
            }
        }
    }
}
