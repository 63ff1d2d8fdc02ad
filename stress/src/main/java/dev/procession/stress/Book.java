package dev.procession.stress;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The participants' log of a round, in a mapped file that survives them. It is no part of a session, and independent of
 * the code under test: its contents survive full disks and deaths.
 *
 * <p>A seat's words are written by the process that has the seat, and by the process that has started it.
 */
@SuppressWarnings("EnumOrdinal") // places in the file
final class Book {
    /** The most pipes of a round. */
    static final int PIPES = 512;

    /** What becomes of an element: bits, and from {@link #TAKEN} on how often it was taken. */
    static final int BEGUN = 1;

    static final int ACKNOWLEDGED = 2;
    static final int REFUSED = 4;
    /** Its borrower has said that it is done. */
    static final int RETURNED = 8;

    static final int TAKEN = 16;

    /** The queues that have elements. */
    enum Queue {
        PLAIN,
        JOINABLE,
        MANAGER
    }

    /** What is counted once. */
    enum Fact {
        STEPS,
        TORN,
        /** Another participant was in the lock's section. */
        ROBBED,
        /** Messages of a pipe that did not follow the one before. */
        DISORDER,
        /** 1 once the process stands before the store at which it is to be killed. */
        DOOMED,
        /** Proxies that came in messages. */
        RECEIVED,
        /** Objects that a message referred to, in its time, and that were gone. */
        LOST,
        /** Nested objects that were not what they must be. */
        WRONG
    }

    /** What is known of a pipe. */
    enum Talk {
        BEGUN,
        SENT,
        RECEIVED,
        /** 1 once the receiver had the end of file. */
        ENDED
    }

    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
    private static final int OPS = Op.values().length;
    private static final int FACTS = Fact.values().length;
    private static final int TALKS = Talk.values().length;
    private static final int SEAT_WORDS = 1 + 2 * OPS + FACTS + Failure.values().length;
    private static final long SHAPE_AT = 8;
    private static final long PIPES_AT = 64;
    private static final long SEATS_AT = PIPES_AT + 8L * PIPES * TALKS;

    private final MemorySegment words;
    private final int seats;
    private final int elements;
    private final long elementsAt;

    private Book(MemorySegment words) {
        this.words = words;
        seats = (int) get(SHAPE_AT);
        elements = (int) get(SHAPE_AT + 8);
        elementsAt = SEATS_AT + 8L * seats * SEAT_WORDS;
    }

    /**
     * Makes an empty book in {@code file}, which is not there.
     *
     * @param elements the most elements of a seat, in each queue
     */
    static Book make(Path file, int seats, int elements, Arena arena) {
        long bytes = SEATS_AT + 8L * seats * SEAT_WORDS + 4L * Queue.values().length * seats * elements;
        try (RandomAccessFile made = new RandomAccessFile(file.toFile(), "rw")) {
            made.setLength(bytes);
            made.seek(SHAPE_AT);
            made.write(ByteBuffer.allocate(16)
                    .order(ByteOrder.nativeOrder())
                    .putLong(seats)
                    .putLong(elements)
                    .array());
        } catch (IOException e) {
            throw new UncheckedIOException("the book of the round cannot be made", e);
        }
        return open(file, arena);
    }

    /** Opens the book in {@code file}. It is mapped as long as {@code arena} lasts. */
    static Book open(Path file, Arena arena) {
        try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw")) {
            return new Book(opened.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, opened.length(), arena));
        } catch (IOException e) {
            throw new UncheckedIOException("the book of the round cannot be opened", e);
        }
    }

    /** The most elements of a seat, in each queue. */
    int elements() {
        return elements;
    }

    /** A number for an element that no other seat's has. */
    int id(int seat, int number) {
        return seat * elements + number;
    }

    private long get(long at) {
        return (long) LONG.getVolatile(words, at);
    }

    private void add(long at, long count) {
        long _ = (long) LONG.getAndAdd(words, at, count);
    }

    boolean isStopped() {
        return get(0) != 0;
    }

    void stop() {
        LONG.setVolatile(words, 0L, 1L);
    }

    private static long seat(int seat, int word) {
        return SEATS_AT + 8L * (seat * SEAT_WORDS + word);
    }

    /** The operation that the seat has under way; {@code null} if none. */
    @Nullable
    Op inside(int seat) {
        int word = (int) get(seat(seat, 0));
        return word == 0 ? null : Op.values()[word - 1];
    }

    void enter(int seat, Op op) {
        LONG.setVolatile(words, seat(seat, 0), op.ordinal() + 1L);
    }

    void leave(int seat) {
        LONG.setVolatile(words, seat(seat, 0), 0L);
    }

    long begun(int seat, Op op) {
        return get(seat(seat, 1 + 2 * op.ordinal()));
    }

    long done(int seat, Op op) {
        return get(seat(seat, 2 + 2 * op.ordinal()));
    }

    /** {@link #enter}, and counts. */
    void begin(int seat, Op op) {
        enter(seat, op);
        add(seat(seat, 1 + 2 * op.ordinal()), 1);
    }

    /** Counts, and {@link #leave}. */
    void end(int seat, Op op) {
        add(seat(seat, 2 + 2 * op.ordinal()), 1);
        leave(seat);
    }

    long get(int seat, Fact fact) {
        return get(seat(seat, 1 + 2 * OPS + fact.ordinal()));
    }

    void add(int seat, Fact fact) {
        add(seat(seat, 1 + 2 * OPS + fact.ordinal()), 1);
    }

    long get(int seat, Failure failure) {
        return get(seat(seat, 1 + 2 * OPS + FACTS + failure.ordinal()));
    }

    void add(int seat, Failure failure) {
        add(seat(seat, 1 + 2 * OPS + FACTS + failure.ordinal()), 1);
    }

    private static long pipe(int pipe, Talk talk) {
        return PIPES_AT + 8L * (pipe * TALKS + talk.ordinal());
    }

    long get(int pipe, Talk talk) {
        return get(pipe(pipe, talk));
    }

    void add(int pipe, Talk talk) {
        add(pipe(pipe, talk), 1);
    }

    private long element(Queue queue, int seat, int number) {
        return elementsAt + 4L * (((long) queue.ordinal() * seats + seat) * elements + number);
    }

    /** What is known of an element. */
    int get(Queue queue, int seat, int number) {
        return (int) INT.getVolatile(words, element(queue, seat, number));
    }

    /**
     * Sets a bit. It may be set already: a participant that was killed after it logged its intention leaves the seat to
     * one that logs the same again.
     */
    void mark(Queue queue, int seat, int number, int bit) {
        int _ = (int) INT.getAndBitwiseOr(words, element(queue, seat, number), bit);
    }

    /** Counts that an element was taken. */
    void take(Queue queue, int seat, int number) {
        int _ = (int) INT.getAndAdd(words, element(queue, seat, number), TAKEN);
    }

    /** What is known of all elements, by seat. */
    List<int[]> elements(Queue queue) {
        List<int[]> all = new ArrayList<>();
        for (int seat = 0; seat < seats; seat++) {
            int[] known = new int[elements];
            for (int i = 0; i < elements; i++) {
                known[i] = get(queue, seat, i);
            }
            all.add(known);
        }
        return all;
    }

    long sum(Op op) {
        return sum(seat -> done(seat, op));
    }

    long sumBegun(Op op) {
        return sum(seat -> begun(seat, op));
    }

    long sum(Fact fact) {
        return sum(seat -> get(seat, fact));
    }

    long sum(Failure failure) {
        return sum(seat -> get(seat, failure));
    }

    private long sum(IntToLongFunction ofSeat) {
        long sum = 0;
        for (int seat = 0; seat < seats; seat++) {
            sum += ofSeat.applyAsLong(seat);
        }
        return sum;
    }
}
