package dev.procession.internal.ring;

import dev.procession.channel.QueueClosedException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Null object for a ring that was closed and drained, and whose memory is freed: late callers see a closed ring instead
 * of an error.
 */
public final class ClosedRing implements RecordRing {
    private static QueueClosedException ended() {
        return new QueueClosedException("the queue is closed and drained");
    }

    @Override
    public boolean put(Payload payload, long timeoutNanos) {
        payload.cancel();
        throw ended();
    }

    @Override
    public boolean offer(Payload payload) {
        payload.cancel();
        throw ended();
    }

    @Override
    public void putAll(List<? extends Payload> payloads) {
        payloads.forEach(Payload::cancel);
        throw ended();
    }

    @Override
    public @Nullable Object take(Reader reader, long timeoutNanos) {
        throw ended();
    }

    @Override
    public @Nullable Object poll(Reader reader) {
        return null;
    }

    @Override
    public int drain(Reader reader, int max, List<Object> taken) {
        return 0;
    }

    @Override
    public @Nullable Object peek(Reader reader) {
        return null;
    }

    @Override
    public List<Object> snapshot(Reader reader) {
        return List.of();
    }

    @Override
    public boolean remove(long position) {
        return false;
    }

    @Override
    public void done(long position) {
        throw new IllegalStateException("nothing is on loan: " + ended().getMessage());
    }

    @Override
    public int size() {
        return 0;
    }

    @Override
    public int unfinished() {
        return 0;
    }

    @Override
    public boolean awaitFinished(long timeoutNanos) {
        return true;
    }

    @Override
    public int capacity() {
        return 1;
    }

    @Override
    public long capacityBytes() {
        return MpmcRingLayout.MIN_BYTES;
    }

    @Override
    public boolean isClosed() {
        return true;
    }

    @Override
    public void close() {
        // It is.
    }

    @Override
    public void listen(boolean listening) {
        // There are no dead letters.
    }

    @Override
    public @Nullable Object takeDeadLetter(Reader reader, long timeoutNanos) {
        throw ended();
    }
}
