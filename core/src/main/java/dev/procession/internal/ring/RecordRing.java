package dev.procession.internal.ring;

import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.wait.WaitPoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ring of a queue: records of bytes, first in first out, bounded in number and in bytes. A record's <i>position</i>
 * names it forever. A record taken from a leasing ring is on lease until {@link #done}.
 *
 * <p>Thread safety: any thread of any process. Payloads and readers run under locks that processes share: they
 * copy, and call nothing of the user's.
 *
 * <p>Timeouts: zero or negative tries once; {@link WaitPoint#FOREVER} has no end. Interrupts: those of
 * {@link WaitPoint#await}.
 */
public interface RecordRing {

    /** Bytes to be put. */
    interface Payload {
        /** The payload's length in bytes; the same at every call. */
        long length();

        /**
         * Writes exactly that many from {@code at} on, which is a multiple of eight; up to the next multiple it may
         * write more.
         */
        void write(SharedWords words, long at);

        /**
         * Whether the record leaves the ring only after its taker has {@linkplain Reader#received received} it: if that
         * process dies before, the record is delivered to another. Such a record goes into a segment of its own.
         */
        default boolean isHandedOver() {
            return false;
        }

        /** It was not put, and will not be. The ring says so, whatever kept it. */
        default void cancel() {}
    }

    /** Copies a record out. */
    @FunctionalInterface
    interface Reader {
        /** Reads the record; {@code words} may not be used after the return. */
        Object read(SharedWords words, long at, long length, long position);

        /**
         * A record from a segment of its own was read, and is still in the ring, on lease to this process; outside
         * all locks. What this throws puts it back.
         *
         * @return what to make of it
         */
        default Object received(Object read) {
            return read;
        }
    }

    /**
     * Puts a record.
     *
     * @return whether it was put; {@code false} if it did not fit within the timeout
     * @throws dev.procession.channel.QueueClosedException if the ring is closed, before or meanwhile
     */
    boolean put(Payload payload, long timeoutNanos) throws InterruptedException;

    /** As {@link #put} without waiting, whatever interrupts. */
    boolean offer(Payload payload);

    /** Puts all, in order, in as few commits as the free space allows, waiting for space. */
    void putAll(List<? extends Payload> payloads) throws InterruptedException;

    /**
     * Takes the oldest record.
     *
     * @return null if there was none for so long
     * @throws dev.procession.channel.QueueClosedException if the ring is closed and drained, before or meanwhile
     */
    @Nullable
    Object take(Reader reader, long timeoutNanos) throws InterruptedException;

    /** As {@link #take} without waiting, whatever interrupts; null also if the ring is closed and drained. */
    @Nullable
    Object poll(Reader reader);

    /**
     * Takes up to {@code max} of the oldest records in one commit, without waiting, and adds what was made of them to
     * {@code taken}.
     */
    int drain(Reader reader, int max, List<Object> taken);

    /** Reads the oldest record; null if there is none. */
    @Nullable
    Object peek(Reader reader);

    /** Reads all records that could be taken, oldest first. */
    List<Object> snapshot(Reader reader);

    /** Removes the record at {@code position}, unless it was taken or removed. */
    boolean remove(long position);

    /** Ends the lease of the record at {@code position}, which this process has. */
    void done(long position);

    /** The number of records that can be taken. */
    int size();

    /** The number of records that can be taken or are on lease. */
    int unfinished();

    /** Waits until nothing is unfinished; returns whether that was so in time. */
    boolean awaitFinished(long timeoutNanos) throws InterruptedException;

    /** The largest number of records. */
    int capacity();

    /** The largest number of bytes, headers included. */
    long capacityBytes();

    /** Whether the ring is closed. */
    boolean isClosed();

    /** Closes the ring for all processes. */
    void close();

    /** From now on this process takes dead letters, or does not. */
    void listen(boolean listening);

    /**
     * As {@link #take}, of the records that were delivered too often: they are on lease as others are. Throws nothing
     * when the ring is closed.
     */
    @Nullable
    Object takeDeadLetter(Reader reader, long timeoutNanos) throws InterruptedException;
}
