package dev.procession.internal.manager;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A process that makes calls: another one, or that of the server itself.
 *
 * <p>Thread safety: any thread; {@link #held} is the {@link ObjectTable}'s.
 */
abstract class Client extends Holder {
    /** Its calls that have no answer yet. */
    private final Map<Integer, Open> open = new ConcurrentHashMap<>();

    private volatile boolean gone;

    /** A call without an answer. */
    interface Open {
        /** The client's number for it. */
        int number();

        /** Takes it back. */
        void cancel();
    }

    /** Whether it has died, or is refused: nothing is sent to it any more, and nothing held for it. */
    @Override
    final boolean isGone() {
        return gone;
    }

    /** Whether nobody is there to be answered, as far as is known now. */
    boolean isDead() {
        return gone;
    }

    final void open(Open call) {
        open.put(call.number(), call);
    }

    final void closed(Open call) {
        open.remove(call.number(), call);
    }

    /** Takes a call back. */
    final void cancel(int number) {
        Open call = open.get(number);
        if (call != null) {
            call.cancel();
        }
    }

    /** From now on it is gone; its calls are taken back. */
    final void leave() {
        gone = true;
        open.values().forEach(Open::cancel);
    }

    /** Sends an answer, if it is not gone. */
    abstract void send(ReplyBuilder builder);

    /** What it sends makes no sense: nothing more of it is read. */
    abstract void refuse(String reason);
}
