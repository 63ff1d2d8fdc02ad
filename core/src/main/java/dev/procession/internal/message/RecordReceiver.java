package dev.procession.internal.message;

import dev.procession.internal.codec.HeapSource;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.ring.OverflowReference;
import dev.procession.internal.ring.OverflowStore;
import dev.procession.internal.ring.SpscConsumer;
import dev.procession.internal.ring.SpscRing;
import dev.procession.internal.wait.SegmentContext;
import dev.procession.internal.wait.WaitPoint;

/**
 * The end of a ring that takes records: {@link #next}, then {@link #kind}, then {@link #copy} or {@link #read}.
 *
 * <p>Thread safety: none; one thread at a time. {@link #isEmpty} is for any.
 */
public final class RecordReceiver {
    /** Maximum bytes of the buffer that is kept for the next record. */
    private static final int MAX_KEPT = 256 << 10;

    private final SegmentContext context;
    private final SpscRing ring;
    private final SpscConsumer consumer;
    private final OverflowStore space;
    private byte[] buffer = new byte[512];

    /**
     * Takes records from {@code ring}.
     *
     * @param space has the records that were too long
     */
    public RecordReceiver(SegmentContext context, SpscRing ring, OverflowStore space) {
        this.context = context;
        this.ring = ring;
        this.space = space;
        consumer = new SpscConsumer(ring);
    }

    /** Whether there is no record. */
    public boolean isEmpty() {
        return ring.isEmpty();
    }

    /** Finds the next record; returns whether there is one. */
    public boolean next() {
        return consumer.next();
    }

    /** Waits for the next record, without a limit; interrupts are lost. */
    public void awaitNext() {
        while (!consumer.next()) {
            try {
                consumer.awaitNext(WaitPoint.FOREVER, WaitPoint.NO_RECHECK);
            } catch (InterruptedException e) {
                // A late interrupt, meant for a task that has ended.
            }
        }
    }

    /** The kind of the record found. */
    public int kind() {
        return consumer.kind() & ~RecordSender.SIDE;
    }

    /** The length of the record found, in bytes. */
    public long length() {
        return (consumer.kind() & RecordSender.SIDE) == 0
                ? consumer.length()
                : OverflowReference.read(context, consumer.at(), consumer.length())
                        .bytes();
    }

    /** The first four bytes of the record found. */
    public int firstInt() {
        if (length() < Integer.BYTES) {
            throw context.corrupted("record of " + length() + " bytes, must have " + Integer.BYTES);
        }
        return (consumer.kind() & RecordSender.SIDE) == 0
                ? intAt(context.words(), consumer.at())
                : OverflowReference.read(context, consumer.at(), consumer.length())
                        .open(context, space, open -> intAt(open.words(), open.at()));
    }

    private static int intAt(SharedWords words, long at) {
        byte[] bytes = new byte[Integer.BYTES];
        words.getBytes(at, bytes, 0, bytes.length);
        return new HeapSource(bytes, 0, bytes.length).getInt();
    }

    /** Takes the record found unread. */
    public void skip() {
        if ((consumer.kind() & RecordSender.SIDE) != 0) {
            space.delete(OverflowReference.read(context, consumer.at(), consumer.length())
                    .id());
        }
        consumer.advance();
    }

    /** Takes the record found; the bytes are the caller's. Its space is freed by {@link #release}, or before. */
    public byte[] copy() {
        if ((consumer.kind() & RecordSender.SIDE) != 0) {
            return copySide();
        }
        byte[] bytes = new byte[consumer.length()];
        context.words().getBytes(consumer.at(), bytes, 0, bytes.length);
        consumer.advance();
        return bytes;
    }

    /** Takes the record found and frees its space; the source is valid until the next record is read. */
    public HeapSource read() {
        byte[] bytes;
        int length;
        if ((consumer.kind() & RecordSender.SIDE) != 0) {
            bytes = copySide();
            length = bytes.length;
        } else {
            length = consumer.length();
            bytes = length <= MAX_KEPT ? buffer(length) : new byte[length];
            context.words().getBytes(consumer.at(), bytes, 0, length);
            consumer.advance();
        }
        consumer.release();
        return new HeapSource(bytes, 0, length);
    }

    /** As {@link #read}, into an array of its own: the source may be kept. */
    public HeapSource readToKeep() {
        byte[] bytes = copy();
        consumer.release();
        return new HeapSource(bytes, 0, bytes.length);
    }

    private byte[] buffer(int length) {
        if (length > buffer.length) {
            buffer = new byte[Math.min(MAX_KEPT, 2 * length)];
        }
        return buffer;
    }

    private byte[] copySide() {
        OverflowReference side = OverflowReference.read(context, consumer.at(), consumer.length());
        byte[] bytes = side.open(context, space, open -> {
            byte[] copy = new byte[Math.toIntExact(side.bytes())];
            open.words().getBytes(open.at(), copy, 0, copy.length);
            return copy;
        });
        consumer.advance();
        space.delete(side.id());
        return bytes;
    }

    /** Frees the space of the records copied. */
    public void release() {
        consumer.release();
    }
}
