package dev.procession.internal.manager;

import dev.procession.internal.dispatch.CallChannel;
import dev.procession.internal.dispatch.Reception;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.process.CorruptedSegmentException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads what clients ask, each some messages at a time; hears of their coming and of their death.
 *
 * <p>Thread safety: none; the leader's, and {@link #end} after it.
 */
final class ServerLoop {
    private final ManagerServer server;
    private final Reception reception;
    /** By slot. */
    private final @Nullable RemoteCaller[] callers = new @Nullable RemoteCaller[Reception.words() * Long.SIZE];

    /** Who is to be looked at, a bit for each slot. */
    private final long[] ready = new long[Reception.words()];

    private long deaths = -1;

    ServerLoop(ManagerServer server, Reception reception) {
        this.server = server;
        this.reception = reception;
    }

    /** Serves until the manager or the session is closed, or the lead is lost. */
    void run(Leadership leadership) {
        while (!reception.isClosed() && leadership.isLeader()) {
            reception.calls().awaitUninterruptibly(() -> look() || leadership.hasAside(), WaitPoint.NO_RECHECK);
            leadership.runAside();
        }
    }

    /** Does what there is to do; returns whether there was something. */
    private boolean look() {
        reception.check();
        boolean any = reception.collect(ready);
        any |= reception.isClosed();
        long heard = reception.deaths();
        if (heard != deaths) {
            deaths = heard;
            bury();
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
            left &= left - 1;
            RemoteCaller caller = caller(word * Long.SIZE + bit);
            if (caller != null && caller.serve()) {
                ready[word] |= 1L << bit;
            }
        }
    }

    /** Who calls from {@code slot}, on the channel announced last. */
    private @Nullable RemoteCaller caller(int slot) {
        RemoteCaller known = callers[slot];
        RemoteCaller caller = announced(slot, known);
        if (caller == null) {
            return known;
        }
        if (known != null) {
            // The slot's next process; or the same one, that has closed its way and opened another.
            known.serve();
            server.left(known);
            known.channel().remove();
        }
        callers[slot] = caller;
        return caller;
    }

    private @Nullable RemoteCaller announced(int slot, @Nullable RemoteCaller known) {
        try {
            CallChannel channel = reception.channel(slot, known == null ? null : known.channel());
            return channel == null ? null : new RemoteCaller(server, channel);
        } catch (CorruptedSegmentException e) {
            // Its own channel: a client that damages that hears of it there, and nobody else.
            reception.check();
            return null;
        }
    }

    /** Lets go of the dead, once what they had sent is read. */
    private void bury() {
        for (int slot = 0; slot < callers.length; slot++) {
            RemoteCaller caller = callers[slot];
            if (caller != null && reception.isDead(caller.owner())) {
                while (caller.serve()) {
                    // Until its ring is empty.
                }
                server.left(caller);
                caller.channel().remove();
                callers[slot] = null;
            }
        }
    }

    /** The server answers no more. */
    void end() {
        Arrays.stream(callers).filter(Objects::nonNull).forEach(caller -> {
            caller.leave();
            caller.wake();
        });
    }
}
