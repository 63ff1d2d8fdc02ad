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
import dev.procession.internal.message.OverflowSegments;
import dev.procession.internal.ring.ClosedRing;
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
import dev.procession.internal.sync.MappedCondition;
import dev.procession.internal.sync.MappedEvent;
import dev.procession.internal.sync.MappedLatch;
import dev.procession.internal.sync.MappedLock;
import dev.procession.internal.sync.MappedSemaphore;
import dev.procession.process.ProcessionException;
import dev.procession.sync.OwnerDeathPolicy;
import java.lang.foreign.MemorySegment;
import java.nio.file.NoSuchFileException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the shared things of one session, and finds those that others made.
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
    private final ObjectCodec codec;

    /** The things of {@code session}, whose elements {@code codec} encodes and decodes. */
    public SharedObjectFactory(SessionAttachment session, ObjectCodec codec) {
        this.session = session;
        this.codec = codec;
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

    /** The object at {@code address}. */
    Object attach(SegmentAddress address) {
        try {
            OpenSite site = address.at() == 0
                    ? session.open(address.file())
                    : session.openPlace(address.file(), address.at(), address.id());
            if (site.kind() != address.kind()) {
                throw site.corrupted("kind=" + site.kind() + ", the handle says " + address.kind());
            }
            return object(site, address.kind(), address.part());
        } catch (NoSuchFileException e) {
            return gone(address, e);
        }
    }

    private Object gone(SegmentAddress address, NoSuchFileException e) {
        RemovedSegment site = new RemovedSegment(address);
        return switch (address.kind()) {
            case SegmentKind.QUEUE -> new RingQueue<>(new ClosedRing(), site, codec, address.file());
            case SegmentKind.JOINABLE_QUEUE -> new RingJoinableQueue<>(new ClosedRing(), site, codec, address.file());
            default ->
                throw new ProcessionException(
                        SegmentKind.name(address.kind()) + " " + address.file() + " of the session in "
                                + address.directory() + " was removed, by a close() or with its last user",
                        e);
        };
    }

    private Object object(OpenSite site, int kind, int part) {
        return site.object(part, () -> newObject(site, kind, part));
    }

    private Object newObject(OpenSite site, int kind, int part) {
        site.describe(SegmentKind.name(kind));
        return switch (kind) {
            case SegmentKind.LOCK -> part == 0 ? lock(site) : new MappedCondition(lockOf(site), part - 1);
            case SegmentKind.SEMAPHORE -> new MappedSemaphore(site, new SemaphoreState(site, SegmentLayout.BYTES));
            case SegmentKind.LATCH -> new MappedLatch(site, new LatchState(site, SegmentLayout.BYTES));
            case SegmentKind.BARRIER -> new MappedBarrier(site, new BarrierState(site, SegmentLayout.BYTES));
            case SegmentKind.EVENT -> new MappedEvent(site, new EventState(site, SegmentLayout.BYTES));
            case SegmentKind.LONG -> new MappedLong(site, SegmentLayout.BYTES);
            default -> newArray(site, kind, part);
        };
    }

    /** What always has a segment of its own. */
    private Object newLarge(OpenSite site, int kind, int part) {
        if (!(site instanceof OpenSegment segment)) {
            throw unknown(site, kind, part);
        }
        return switch (kind) {
            case SegmentKind.QUEUE -> new RingQueue<>(ring(segment), segment, codec, segment.file());
            case SegmentKind.JOINABLE_QUEUE -> new RingJoinableQueue<>(ring(segment), segment, codec, segment.file());
            case SegmentKind.PIPE ->
                new PipeConnection<>(
                        segment,
                        SegmentLayout.BYTES,
                        part,
                        segment.segment()::reserve,
                        new OverflowSegments(segment, null),
                        codec);
            case SegmentKind.MEMORY ->
                new MemoryBlock(
                        segment,
                        segment.words().segment(),
                        SegmentLayout.BYTES,
                        length(segment),
                        segment::keep,
                        () -> segment.session().delete(segment.file()));
            default -> throw unknown(site, kind, part);
        };
    }

    private Object newArray(OpenSite site, int kind, int part) {
        MemorySegment memory = site.words().segment();
        long at = SegmentLayout.BYTES;
        return switch (kind) {
            case SegmentKind.LONGS -> new MappedLongArray(site, memory, at, length(site), site::keep);
            case SegmentKind.INTS -> new MappedIntArray(site, memory, at, length(site), site::keep);
            case SegmentKind.DOUBLES -> new MappedDoubleArray(site, memory, at, length(site), site::keep);
            case SegmentKind.BYTES -> new MappedByteArray(site, memory, at, length(site), site::keep);
            default -> newLarge(site, kind, part);
        };
    }

    private static ProcessionException unknown(OpenSite site, int kind, int part) {
        return new ProcessionException("shared memory: what is at " + site.at() + " of " + site.file()
                + " is of an unexpected kind " + kind + ", part " + part);
    }

    private static long length(OpenSite site) {
        long word = site.words().getPlain(SegmentNames.PARAMETER);
        if (!CheckedWord.isValid(word)) {
            throw site.corrupted("length is " + Long.toHexString(word));
        }
        return CheckedWord.value(word);
    }

    // Queues.

    /** A queue. */
    @SuppressWarnings("unchecked") // elements are what the user says they are
    public <E> ProcessQueue<E> queue(QueueOptions options) {
        OpenSegment segment = queueSegment(options, SegmentKind.QUEUE);
        RingQueue<E> queue = (RingQueue<E>) object(segment, SegmentKind.QUEUE, 0);
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
        RingJoinableQueue<E> queue = (RingJoinableQueue<E>) object(segment, SegmentKind.JOINABLE_QUEUE, 0);
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

    private MpmcRing ring(OpenSegment segment) {
        MpmcRing[] made = new MpmcRing[1];
        OverflowSegments space = new OverflowSegments(segment, () -> made[0].sides());
        made[0] = new MpmcRing(segment, SegmentLayout.BYTES, segment.segment()::reserve, space);
        return made[0];
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
        return (PipeConnection<T>) object(segment, SegmentKind.PIPE, end);
    }

    // Synchronizers.

    private MappedLock lock(OpenSite site) {
        LockState state = site instanceof OpenSegment segment
                ? new LockState(site, SegmentLayout.BYTES, segment.segment()::reserve)
                : new LockState(site, SegmentLayout.BYTES, new ConditionsBeside(session, site));
        return new MappedLock(site, state, index -> (MappedCondition) object(site, SegmentKind.LOCK, index + 1));
    }

    private MappedLock lockOf(OpenSite site) {
        return (MappedLock) object(site, SegmentKind.LOCK, 0);
    }

    /** Notes what a thing was made with, for who finds it by name. */
    private static void note(SharedWords words, long parameter) {
        words.setPlain(SegmentNames.PARAMETER, CheckedWord.seal(parameter & 0xFFFF_FFFFL));
    }

    private static void compare(OpenSite site, String what, int wanted) {
        SegmentNames.compare(site, what, wanted & 0xFFFF_FFFFL, length(site));
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
        return lockOf(site);
    }

    /** A semaphore. */
    public MappedSemaphore semaphore(@Nullable String name, int permits) {
        OpenSite site = small(name, SegmentKind.SEMAPHORE, SegmentLayout.BYTES + SemaphoreState.BYTES, words -> {
            note(words, permits);
            SemaphoreState.layOut(words, SegmentLayout.BYTES, permits);
        });
        compare(site, "permits", permits);
        return (MappedSemaphore) object(site, SegmentKind.SEMAPHORE, 0);
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
        return (MappedLatch) object(site, SegmentKind.LATCH, 0);
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
        return (MappedBarrier) object(site, SegmentKind.BARRIER, 0);
    }

    /** An event. */
    public MappedEvent event(@Nullable String name) {
        OpenSite site = small(
                name,
                SegmentKind.EVENT,
                SegmentLayout.BYTES + EventState.BYTES,
                words -> EventState.layOut(words, SegmentLayout.BYTES));
        return (MappedEvent) object(site, SegmentKind.EVENT, 0);
    }

    // Numbers.

    /** A number. */
    public MappedLong sharedLong(@Nullable String name, long initial) {
        long bytes = SegmentLayout.BYTES + Long.BYTES;
        OpenSite site = small(name, SegmentKind.LONG, bytes, words -> words.setPlain(SegmentLayout.BYTES, initial));
        return (MappedLong) object(site, SegmentKind.LONG, 0);
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
        SegmentNames.compare(site, "length", length, length(site));
        return object(site, kind, 0);
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
