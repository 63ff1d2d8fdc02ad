package dev.procession.channel;

import java.io.EOFException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/**
 * One end of a {@link Pipe}; Python's {@code multiprocessing.connection.Connection}. A message is an object or
 * bytes, and arrives whole and in order.
 *
 * <p><b>Safety.</b> Any thread of any process that has this end; messages of several senders at one end do not mix,
 * and each goes to one receiver. The connection is itself a value that can be captured, passed, queued and sent.
 *
 * <p><b>Blocking.</b> {@code send} waits while the pipe is full, {@code recv} while it is empty. A thread that is
 * interrupted meanwhile gets a {@link dev.procession.process.ProcessionException}, and keeps its interrupt status.
 *
 * <p><b>Death and end of file.</b> A process <i>holds</i> an end from its first use there (receiving the connection
 * as a value is one) until it closes it or dies. An end that travels in a queue, in a task, or with a process that
 * is being started is held by that as well. When an end has been held and no process holds it any more, the other end
 * gets {@link EOFException} after what was already sent; that is final. The creator of a pipe that hands an end on
 * without using it does not hold it: there is nothing to close in the parent.
 *
 * @param <T> the objects sent
 * @see <a href="https://docs.python.org/3/library/multiprocessing.html#connection-objects">multiprocessing:
 *     connection objects</a>
 */
public interface Connection<T> extends AutoCloseable {

    /**
     * Sends an object; returns when it is in the pipe.
     *
     * @throws ConnectionClosedException if this end is closed here, or the other end is gone
     * @throws UnsupportedOperationException at the end of a simplex pipe that only receives
     * @throws dev.procession.codec.CodecException if the object cannot be sent
     */
    void send(T object);

    /**
     * Receives an object, waiting for it.
     *
     * @throws EOFException if the other end is gone, and all it sent was received
     * @throws ConnectionClosedException if this end is closed here
     * @throws UnsupportedOperationException at the end of a simplex pipe that only sends
     * @throws dev.procession.codec.CodecException if it cannot be decoded here; it is gone then
     */
    T recv() throws EOFException;

    /** Whether {@link #recv} would return, or throw {@link EOFException}, at once. */
    boolean poll();

    /** As {@link #poll()}, after waiting at most {@code timeout} for it to become true. */
    boolean poll(Duration timeout);

    /** Sends bytes; to be received by {@code recvBytes}. Throws as {@link #send}. */
    void sendBytes(byte[] bytes);

    /** Sends {@code length} bytes. Throws as {@link #send}. */
    void sendBytes(byte[] bytes, int offset, int length);

    /** Sends all bytes of a segment. Throws as {@link #send}. */
    void sendBytes(MemorySegment bytes);

    /**
     * Receives bytes.
     *
     * @throws IllegalStateException if the next message is an object; it stays
     */
    byte[] recvBytes() throws EOFException;

    /**
     * Receives bytes into {@code buffer}, straight from shared memory.
     *
     * @return how many
     * @throws IllegalArgumentException if the message is longer than the buffer, with both lengths; it stays
     * @throws IllegalStateException if the next message is an object; it stays
     */
    int recvBytes(byte[] buffer) throws EOFException;

    /** Receives bytes into {@code buffer}, straight from shared memory; as {@link #recvBytes(byte[])}. */
    int recvBytes(MemorySegment buffer) throws EOFException;

    /** Whether this end is closed in this process. */
    boolean isClosed();

    /** Closes this end in this process: it is held here no more. What was sent is still delivered. Idempotent. */
    @Override
    void close();
}
