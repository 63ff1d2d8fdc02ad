package dev.procession.internal.manager;

import dev.procession.internal.codec.HeapSink;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.ring.RecordRing;
import dev.procession.internal.service.ServiceLoop;
import java.lang.ref.Reference;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a call is answered with, as it grows. Not thread-safe. */
final class ReplyBuilder implements RecordRing.Payload {
    private static final int FIRST_BYTES = 64;
    private static final int HEAD_BYTES = 9;
    private static final long[] NONE = {};

    private final ObjectHost host;
    private final Holder holder;
    private final HeapSink head = new HeapSink(HEAD_BYTES);
    private final HeapSink body = new HeapSink(FIRST_BYTES);
    /** The whole body, made before; {@code null} for what is in {@link #body}. */
    private byte @Nullable [] prepared;

    private long[] granted = NONE;
    private int number;

    ReplyBuilder(ObjectHost host, Holder holder) {
        this.host = host;
        this.holder = holder;
    }

    /** Begins anew. */
    void clear() {
        body.clear();
        prepared = null;
    }

    ReplyBuilder putFlag(boolean flag) {
        body.putByte(flag ? 1 : 0);
        return this;
    }

    ReplyBuilder putInt(int number) {
        body.putInt(number);
        return this;
    }

    ReplyBuilder putLong(long number) {
        body.putLong(number);
        return this;
    }

    ReplyBuilder putString(String text) {
        body.putString(text);
        return this;
    }

    /** A value as it came; the caller holds what is in it. */
    ReplyBuilder putValue(EncodedValue value) {
        body.putBytes(value.bytes(), 0, value.bytes().length);
        if (value.hasObjects()) {
            grant(value.objects());
        }
        return this;
    }

    /** Whether there is a value, and it. */
    ReplyBuilder putOptional(@Nullable EncodedValue value) {
        putFlag(value != null);
        return value == null ? this : putValue(value);
    }

    /** An object of this process. */
    ReplyBuilder putObject(@Nullable Object object) {
        try {
            return putValue(host.encode(object));
        } finally {
            // Objects of the manager that only this refers to are held by the caller first.
            Reference.reachabilityFence(object);
        }
    }

    /** The caller holds these, once more each. */
    void grant(long... objects) {
        int before = granted.length;
        granted = Arrays.copyOf(granted, before + objects.length);
        System.arraycopy(objects, 0, granted, before, objects.length);
        host.hold(holder, objects);
    }

    /** The caller holds this one since it was found or made. */
    void grantHeld(long object) {
        granted = Arrays.copyOf(granted, granted.length + 1);
        granted[granted.length - 1] = object;
    }

    /** How much there is so far. */
    int size() {
        return body.size();
    }

    /** Leaves room for a number that is known later; returns where. */
    long reserveInt() {
        long at = body.position();
        body.putInt(0);
        return at;
    }

    void patchInt(long at, int number) {
        body.patchInt(at, number);
    }

    HeapSink body() {
        return body;
    }

    /** The call's number, once it is sealed. */
    int number() {
        return number;
    }

    /** Puts what comes before the body. */
    ReplyBuilder seal(int request, int state) {
        number = request;
        head.clear();
        head.putInt(request);
        head.putByte(state);
        head.putInt(granted.length);
        for (long object : granted) {
            head.putLong(object);
        }
        return this;
    }

    /** The whole, in one piece. */
    byte[] toByteArray() {
        byte[] all = Arrays.copyOf(head.array(), head.size() + bodyBytes());
        System.arraycopy(bodyArray(), 0, all, head.size(), bodyBytes());
        return all;
    }

    @Override
    public long length() {
        return (long) head.size() + bodyBytes();
    }

    @Override
    public void write(SharedWords words, long at) {
        words.putBytes(at, head.array(), 0, head.size());
        words.putBytes(at + head.size(), bodyArray(), 0, bodyBytes());
    }

    private byte[] bodyArray() {
        return prepared == null ? body.array() : prepared;
    }

    private int bodyBytes() {
        return prepared == null ? body.size() : prepared.length;
    }

    /** The state of an answer whose call failed; without memory, that of one that failed because there is none. */
    void fail(Throwable failure) {
        if (ServiceLoop.isOutOfMemory(failure)) {
            failHeapFull();
        } else {
            failAs(failure);
        }
    }

    /** As {@link #fail}, with this failure even if it is an {@link OutOfMemoryError}, which says more than ours. */
    void failAs(Throwable failure) {
        try {
            clear();
            host.encodeFailure(failure, body);
        } catch (RuntimeException | OutOfMemoryError e) { // as if that had been the failure
            if (!ServiceLoop.isOutOfMemory(e)) {
                throw e;
            }
            failHeapFull();
        }
    }

    /** The state of an answer whose call failed because the heap is full. Takes no memory. */
    void failHeapFull() {
        host.reserve().release();
        prepared = host.heapFull();
    }
}
