package dev.procession.internal.dispatch;

import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.wait.WaitPoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Signals a server, and says which client does: sets the client's bit, which the server clears before it looks.
 * Only for signalling; the server waits at its endpoint.
 *
 * <p>Thread safety: any thread.
 */
final class ReadySignal extends WaitPoint {
    private final SharedWords words;
    private final long word;
    private final long bit;
    private final WaitPoint server;
    private final @Nullable SharedWords condition;
    private final long conditionAt;

    /** Sets {@code bit} of the word at {@code word}, and signals {@code server}. */
    ReadySignal(SharedWords words, long word, long bit, WaitPoint server) {
        this(words, word, bit, server, null, 0);
    }

    private ReadySignal(
            SharedWords words,
            long word,
            long bit,
            WaitPoint server,
            @Nullable SharedWords condition,
            long conditionAt) {
        this.words = words;
        this.word = word;
        this.bit = bit;
        this.server = server;
        this.condition = condition;
        this.conditionAt = conditionAt;
    }

    /** One that knocks only while a word is not zero. */
    ReadySignal onlyIf(SharedWords flagWords, long flagAt) {
        return new ReadySignal(words, word, bit, server, flagWords, flagAt);
    }

    @Override
    public void signal() {
        signalAfterFence();
    }

    @Override
    public void signalAfterFence() {
        // SYNC backlog: who makes room sees it, or the room is seen
        if (condition != null && condition.getVolatile(conditionAt) == 0) {
            return;
        }
        // SYNC ready: a bit that is found set will be cleared before the server looks, and so after the commit
        if ((words.getVolatile(word) & bit) == 0) {
            words.getAndBitwiseOr(word, bit);
        }
        server.signalAfterFence();
    }

    @Override
    public boolean isAwaited() {
        return server.isAwaited();
    }

    @Override
    public void signalAll() {
        signalAfterFence();
    }

    @Override
    public void signalProcess(int slot) {
        signalAfterFence();
    }

    @Override
    public boolean await(Attempt attempt, long timeoutNanos, long recheckNanos) {
        throw nobodyWaits();
    }

    @Override
    public boolean awaitAny(List<? extends WaitPoint> points, Attempt attempt, long timeoutNanos, long recheckNanos) {
        throw nobodyWaits();
    }

    @Override
    public void awaitUninterruptibly(Attempt attempt, long recheckNanos) {
        throw nobodyWaits();
    }

    private static UnsupportedOperationException nobodyWaits() {
        return new UnsupportedOperationException("the server waits at its reception, not at one client's channel");
    }
}
