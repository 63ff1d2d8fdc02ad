package dev.procession.internal.handle;

import dev.procession.internal.channel.PipeConnection;
import dev.procession.internal.channel.RingJoinableQueue;
import dev.procession.internal.channel.RingQueue;
import dev.procession.internal.codec.ObjectCodec;
import dev.procession.internal.lock.BarrierState;
import dev.procession.internal.lock.EventState;
import dev.procession.internal.lock.LatchState;
import dev.procession.internal.lock.LockState;
import dev.procession.internal.lock.SemaphoreState;
import dev.procession.internal.memory.CheckedWord;
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
import java.lang.foreign.MemorySegment;
import java.nio.file.NoSuchFileException;

/**
 * The objects of this process for what lives in the segments of one session.
 *
 * <p>Thread safety: any thread.
 */
final class SiteObjects {
    private final SessionAttachment session;
    private final ObjectCodec codec;

    /** Objects of {@code session}, whose elements {@code codec} encodes and decodes. */
    SiteObjects(SessionAttachment session, ObjectCodec codec) {
        this.session = session;
        this.codec = codec;
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

    /** The object for a part of what lives at {@code site}. */
    Object object(OpenSite site, int kind, int part) {
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

    /** An object that always has a segment of its own. */
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

    private MappedLock lock(OpenSite site) {
        LockState state = site instanceof OpenSegment segment
                ? new LockState(site, SegmentLayout.BYTES, segment.segment()::reserve)
                : new LockState(site, SegmentLayout.BYTES, new ConditionsBeside(session, site));
        return new MappedLock(site, state, index -> (MappedCondition) object(site, SegmentKind.LOCK, index + 1));
    }

    /** The lock at {@code site}. */
    MappedLock lockOf(OpenSite site) {
        return (MappedLock) object(site, SegmentKind.LOCK, 0);
    }

    private MpmcRing ring(OpenSegment segment) {
        MpmcRing[] made = new MpmcRing[1];
        OverflowSegments space = new OverflowSegments(segment, () -> made[0].sides());
        made[0] = new MpmcRing(segment, SegmentLayout.BYTES, segment.segment()::reserve, space);
        return made[0];
    }

    /** The length of an array, or what else a thing was made with. */
    static long length(OpenSite site) {
        long word = site.words().getPlain(SegmentNames.PARAMETER);
        if (!CheckedWord.isValid(word)) {
            throw site.corrupted("length is " + Long.toHexString(word));
        }
        return CheckedWord.value(word);
    }
}
