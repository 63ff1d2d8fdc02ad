package dev.procession.internal.handle;

import dev.procession.channel.JoinableQueue;
import dev.procession.channel.Pipe;
import dev.procession.channel.ProcessQueue;
import dev.procession.channel.QueueOptions;
import dev.procession.internal.channel.PipeConnection;
import dev.procession.internal.channel.PipeLayout;
import dev.procession.internal.channel.RingJoinableQueue;
import dev.procession.internal.channel.RingQueue;
import dev.procession.internal.codec.ObjectCodec;
import dev.procession.internal.lock.BarrierState;
import dev.procession.internal.lock.EventState;
import dev.procession.internal.lock.LatchState;
import dev.procession.internal.lock.LockLayout;
import dev.procession.internal.lock.LockState;
import dev.procession.internal.lock.SemaphoreState;
import dev.procession.internal.memory.CheckedWord;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.ring.MpmcRing;
import dev.procession.internal.segment.SegmentKind;
import dev.procession.internal.segment.SegmentLayout;
import dev.procession.internal.session.OpenSegment;
import dev.procession.internal.session.OpenSite;
import dev.procession.internal.session.SessionAttachment;
import dev.procession.internal.shared.MappedByteArray;
import dev.procession.internal.shared.MappedDoubleArray;
import dev.procession.internal.shared.MappedIntArray;
import dev.procession.internal.shared.MappedLong;
import dev.procession.internal.shared.MappedLongArray;
import dev.procession.internal.shared.MemoryBlock;
import dev.procession.internal.sync.MappedBarrier;
import dev.procession.internal.sync.MappedEvent;
import dev.procession.internal.sync.MappedLatch;
import dev.procession.internal.sync.MappedLock;
import dev.procession.internal.sync.MappedSemaphore;
import dev.procession.sync.OwnerDeathPolicy;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the shared things of one session, or finds those that others made under the same name.
 *
 * <p>Thread safety: any thread.
 */
public final class SharedObjectFactory {
    private static final long MAX_DEFAULT_BYTES = 16L << 20;
    private static final long MAX_COUNTED_BYTES = 256L << 20;
    private static final long MIN_DEFAULT_BYTES = 1L << 20;
    private static final long ELEMENT_BYTES = 1024;
    private static final long MIN_ELEMENT_BYTES = 32;
    /**
     * Length, header included, of the longest array that has a place in a slab: one that is longer would not share a
     * page.
     */
    private static final long MAX_SMALL_ARRAY_BYTES = 2048;

    private final SessionAttachment session;
    private final SiteObjects objects;

    /** The things of {@code session}, whose elements {@code codec} encodes and decodes. */
    public SharedObjectFactory(SessionAttachment session, ObjectCodec codec) {
        this.session = session;
        objects = new SiteObjects(session, codec);
    }

    private OpenSegment make(
            @Nullable String name, int kind, long bytes, long written, Consumer<? super SharedWords> layout) {
        if (name != null) {
            return session.openOrCreate(SegmentNames.file(kind, name), kind, bytes, written, layout);
        }
        OpenSegment segment = session.create(kind, bytes, written, layout);
        segment.removeWhenUnreachable();
        return segment;
    }

    /** As {@link #make}; what has no name and is small has a place in a slab. */
    private OpenSite small(@Nullable String name, int kind, long bytes, Consumer<? super SharedWords> layout) {
        return name == null && SessionAttachment.isSmall(bytes)
                ? session.createPlace(kind, bytes, layout)
                : make(name, kind, bytes, bytes, layout);
    }

    // Queues.

    /** A queue. */
    @SuppressWarnings("unchecked") // elements are what the user says they are
    public <E> ProcessQueue<E> queue(QueueOptions options) {
        OpenSegment segment = queueSegment(options, SegmentKind.QUEUE);
        RingQueue<E> queue = (RingQueue<E>) objects.object(segment, SegmentKind.QUEUE, 0);
        compare(segment, options, queue);
        return queue;
    }

    private static void compare(OpenSegment segment, QueueOptions options, RingQueue<?> queue) {
        SegmentNames.compare(segment, "capacity", options.capacity(), queue.capacity());
        if (options.capacityBytes().isPresent()) {
            SegmentNames.compare(
                    segment,
                    "capacity in bytes, rounded up to a power of two,",
                    powerOfTwo(options.capacityBytes().getAsLong()),
                    queue.capacityBytes());
        }
    }

    private static long powerOfTwo(long atLeast) {
        long power = Long.highestOneBit(atLeast);
        return power < atLeast ? power << 1 : power;
    }

    /** A joinable queue. */
    @SuppressWarnings("unchecked") // elements are what the user says they are
    public <E> JoinableQueue<E> joinableQueue(QueueOptions options) {
        OpenSegment segment = queueSegment(options, SegmentKind.JOINABLE_QUEUE);
        RingJoinableQueue<E> queue = (RingJoinableQueue<E>) objects.object(segment, SegmentKind.JOINABLE_QUEUE, 0);
        compare(segment, options, queue);
        return queue;
    }

    private OpenSegment queueSegment(QueueOptions options, int kind) {
        long capacityBytes = capacityBytes(options);
        long bytes = SegmentLayout.BYTES + MpmcRing.bytes(capacityBytes);
        long written = SegmentLayout.BYTES + MpmcRing.firstBytes(capacityBytes);
        return make(options.name().orElse(null), kind, bytes, written, words -> {
            MpmcRing.layOut(
                    words,
                    SegmentLayout.BYTES,
                    options.capacity(),
                    capacityBytes,
                    kind == SegmentKind.JOINABLE_QUEUE,
                    options.deliveryLimit());
        });
    }

    /** A power of two: what was asked for, or what so many elements take as a rule, less where little is free. */
    private long capacityBytes(QueueOptions options) {
        long wanted = options.capacityBytes().orElseGet(() -> {
            long usual = Math.min(MAX_DEFAULT_BYTES, options.capacity() * ELEMENT_BYTES);
            long least = Math.min(MAX_COUNTED_BYTES, options.capacity() * MIN_ELEMENT_BYTES);
            long room = Math.max(MIN_DEFAULT_BYTES / 16, session.files().freeBytes() / 16);
            return Math.min(room, Math.max(MIN_DEFAULT_BYTES, Math.max(usual, least)));
        });
        return options.capacityBytes().isPresent() ? powerOfTwo(wanted) : Long.highestOneBit(wanted);
    }

    // Pipes.

    /** A new pipe. */
    public <T> Pipe<T> pipe(boolean duplex) {
        long bytes = SegmentLayout.BYTES + PipeLayout.BYTES;
        OpenSegment segment = session.create(
                SegmentKind.PIPE,
                bytes,
                PipeLayout.written(SegmentLayout.BYTES),
                words -> PipeLayout.layOut(words, SegmentLayout.BYTES, duplex));
        segment.removeWhenUnreachable();
        return new Pipe<>(end(segment, 0), end(segment, 1));
    }

    @SuppressWarnings("unchecked") // messages are what the user says they are
    private <T> PipeConnection<T> end(OpenSegment segment, int end) {
        return (PipeConnection<T>) objects.object(segment, SegmentKind.PIPE, end);
    }

    // Synchronizers.

    /** Notes a parameter of an object, for processes that find it by name. */
    private static void note(SharedWords words, long parameter) {
        words.setPlain(SegmentNames.PARAMETER, CheckedWord.seal(parameter & 0xFFFF_FFFFL));
    }

    private static void compare(OpenSite site, String what, int wanted) {
        SegmentNames.compare(site, what, wanted & 0xFFFF_FFFFL, SiteObjects.length(site));
    }

    /** A lock. */
    public MappedLock lock(@Nullable String name, OwnerDeathPolicy policy) {
        boolean reports = policy == OwnerDeathPolicy.REPORT;
        long first = SegmentLayout.BYTES + LockLayout.FIRST_BYTES;
        Consumer<SharedWords> layout = words -> {
            note(words, reports ? 1 : 0);
            LockState.layOut(words, SegmentLayout.BYTES, reports);
        };
        OpenSite site = name == null
                ? session.createPlace(SegmentKind.LOCK, first, layout)
                : make(name, SegmentKind.LOCK, SegmentLayout.BYTES + LockLayout.BYTES, first, layout);
        compare(site, "reports of deaths", reports ? 1 : 0);
        return objects.lockOf(site);
    }

    /** A semaphore. */
    public MappedSemaphore semaphore(@Nullable String name, int permits) {
        OpenSite site = small(name, SegmentKind.SEMAPHORE, SegmentLayout.BYTES + SemaphoreState.BYTES, words -> {
            note(words, permits);
            SemaphoreState.layOut(words, SegmentLayout.BYTES, permits);
        });
        compare(site, "permits", permits);
        return (MappedSemaphore) objects.object(site, SegmentKind.SEMAPHORE, 0);
    }

    /** A latch. */
    public MappedLatch latch(@Nullable String name, int count) {
        if (count < 0) {
            throw new IllegalArgumentException("latch: count=" + count + " must not be negative");
        }
        OpenSite site = small(name, SegmentKind.LATCH, SegmentLayout.BYTES + LatchState.BYTES, words -> {
            note(words, count);
            LatchState.layOut(words, SegmentLayout.BYTES, count);
        });
        compare(site, "count", count);
        return (MappedLatch) objects.object(site, SegmentKind.LATCH, 0);
    }

    /** A barrier. */
    public MappedBarrier barrier(@Nullable String name, int parties) {
        if (parties <= 0 || parties > BarrierState.MAX_PARTIES) {
            throw new IllegalArgumentException(
                    "barrier: parties=" + parties + ", limits=1 to " + BarrierState.MAX_PARTIES);
        }
        OpenSite site = small(name, SegmentKind.BARRIER, SegmentLayout.BYTES + BarrierState.BYTES, words -> {
            note(words, parties);
            BarrierState.layOut(words, SegmentLayout.BYTES, parties);
        });
        compare(site, "parties", parties);
        return (MappedBarrier) objects.object(site, SegmentKind.BARRIER, 0);
    }

    /** An event. */
    public MappedEvent event(@Nullable String name) {
        OpenSite site = small(
                name,
                SegmentKind.EVENT,
                SegmentLayout.BYTES + EventState.BYTES,
                words -> EventState.layOut(words, SegmentLayout.BYTES));
        return (MappedEvent) objects.object(site, SegmentKind.EVENT, 0);
    }

    // Numbers.

    /** A number. */
    public MappedLong sharedLong(@Nullable String name, long initial) {
        long bytes = SegmentLayout.BYTES + Long.BYTES;
        OpenSite site = small(name, SegmentKind.LONG, bytes, words -> words.setPlain(SegmentLayout.BYTES, initial));
        return (MappedLong) objects.object(site, SegmentKind.LONG, 0);
    }

    private Object array(@Nullable String name, int kind, long length, int elementBytes) {
        long most = (CheckedWord.MAX_VALUE >>> 4) / elementBytes;
        if (length < 0 || length > most) {
            throw new IllegalArgumentException(SegmentKind.name(kind) + ": length=" + length + ", limits=0 to " + most);
        }
        long bytes = SegmentLayout.BYTES + Math.max(1, length) * elementBytes;
        Consumer<SharedWords> layout = words -> words.setPlain(SegmentNames.PARAMETER, CheckedWord.seal(length));
        OpenSite site = name == null && kind != SegmentKind.MEMORY && bytes <= MAX_SMALL_ARRAY_BYTES
                // By powers of two: places of each size have slabs of their own.
                ? session.createPlace(kind, powerOfTwo(bytes), layout)
                : make(name, kind, bytes, bytes, layout);
        SegmentNames.compare(site, "length", length, SiteObjects.length(site));
        return objects.object(site, kind, 0);
    }

    /** An array of {@code long}. */
    public MappedLongArray sharedLongs(@Nullable String name, long length) {
        return (MappedLongArray) array(name, SegmentKind.LONGS, length, Long.BYTES);
    }

    /** An array of {@code int}. */
    public MappedIntArray sharedInts(@Nullable String name, long length) {
        return (MappedIntArray) array(name, SegmentKind.INTS, length, Integer.BYTES);
    }

    /** An array of {@code double}. */
    public MappedDoubleArray sharedDoubles(@Nullable String name, long length) {
        return (MappedDoubleArray) array(name, SegmentKind.DOUBLES, length, Double.BYTES);
    }

    /** An array of {@code byte}. */
    public MappedByteArray sharedBytes(@Nullable String name, long length) {
        return (MappedByteArray) array(name, SegmentKind.BYTES, length, Byte.BYTES);
    }

    /** A block of memory. */
    public MemoryBlock sharedMemory(@Nullable String name, long bytes) {
        return (MemoryBlock) array(name, SegmentKind.MEMORY, bytes, Byte.BYTES);
    }
}
