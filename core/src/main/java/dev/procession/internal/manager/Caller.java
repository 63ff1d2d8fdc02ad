package dev.procession.internal.manager;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A process that makes calls: another one, or that of the server itself.
 *
 * <p>Thread safety: any thread; {@link #held} is the registry's.
 */
abstract class Caller {
    /** How often it holds which object; guarded by the {@link Registry}. */
    final Map<Long, Integer> held = new HashMap<>();
    /** Its calls that have no answer yet. */
    private final Map<Integer, Call> open = new ConcurrentHashMap<>();

    private volatile boolean gone;

    /** Whether it has died, or is refused: nothing is sent to it any more, and nothing held for it. */
    final boolean isGone() {
        return gone;
    }

    /** Whether nobody is there to be answered, as far as is known now. */
    boolean isDead() {
        return gone;
    }

    final void open(Call call) {
        open.put(call.number(), call);
    }

    final void closed(Call call) {
        open.remove(call.number(), call);
    }

    /** Takes a call back. */
    final void cancel(int number) {
        Call call = open.get(number);
        if (call != null) {
            call.cancel();
        }
    }

    /** From now on it is gone; its calls are taken back. */
    final void leave() {
        gone = true;
        open.values().forEach(Call::cancel);
    }

    /** Sends an answer, if it is not gone. */
    abstract void send(Answer answer);

    /** What it sends makes no sense: nothing more of it is read. */
    abstract void refuse(String reason);
}
