package dev.procession.internal.manager;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A process that makes calls: another one, or that of the server itself.
 *
 * <p>Thread safety: any thread; {@link #held} is the registry's.
 */
abstract class Client {
    /** How often it holds which object; guarded by the {@link ObjectTable}. */
    final Map<Long, Integer> held = new HashMap<>();
    /** Its calls that have no answer yet. */
    private final Map<Integer, Invocation> open = new ConcurrentHashMap<>();

    private volatile boolean gone;

    /** Whether it has died, or is refused: nothing is sent to it any more, and nothing held for it. */
    final boolean isGone() {
        return gone;
    }

    /** Whether nobody is there to be answered, as far as is known now. */
    boolean isDead() {
        return gone;
    }

    final void open(Invocation invocation) {
        open.put(invocation.number(), invocation);
    }

    final void closed(Invocation invocation) {
        open.remove(invocation.number(), invocation);
    }

    /** Takes a call back. */
    final void cancel(int number) {
        Invocation invocation = open.get(number);
        if (invocation != null) {
            invocation.cancel();
        }
    }

    /** From now on it is gone; its calls are taken back. */
    final void leave() {
        gone = true;
        open.values().forEach(Invocation::cancel);
    }

    /** Sends an answer, if it is not gone. */
    abstract void send(ReplyBuilder builder);

    /** What it sends makes no sense: nothing more of it is read. */
    abstract void refuse(String reason);
}
