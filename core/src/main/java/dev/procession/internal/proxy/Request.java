package dev.procession.internal.proxy;

import dev.procession.internal.codec.HeapSink;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.ring.RecordRing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A call on its way: which object, what it is to do, and the arguments. Not thread-safe. */
public final class Request implements RecordRing.Payload {
    private static final int FIRST_BYTES = 128;

    private final ManagerConnection connection;
    /** Keeps the object while the call is made. */
    @SuppressWarnings({"unused", "UnusedVariable"})
    private final @Nullable RemoteRef ref;

    /** What is put refers to these: held until the server has them. */
    private final List<RemoteRef> contents = new ArrayList<>(0);

    private final ClassLoader loader;
    private final HeapSink sink = new HeapSink(FIRST_BYTES);

    private Request(ManagerConnection connection, @Nullable RemoteRef ref, long object, int operation) {
        this.connection = connection;
        this.ref = ref;
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        loader = context == null ? ClassLoader.getSystemClassLoader() : context;
        sink.putInt(0);
        sink.putLong(object);
        sink.putInt(operation);
    }

    /** A call of an object. */
    public static Request to(RemoteRef ref, int operation) {
        return new Request(ref.port(), ref, ref.id(), operation);
    }

    /** A call of the manager itself. */
    public static Request toRoot(ManagerConnection connection, int operation) {
        return new Request(connection, null, Protocol.ROOT, operation);
    }

    /** Numbers the call. */
    public void setNumber(int request) {
        sink.patchInt(0, request);
    }

    /** Who finds the classes of the result. */
    public ClassLoader loader() {
        return loader;
    }

    public Request putInt(int value) {
        sink.putInt(value);
        return this;
    }

    public Request putLong(long value) {
        sink.putLong(value);
        return this;
    }

    public Request putFlag(boolean value) {
        sink.putByte(value ? 1 : 0);
        return this;
    }

    public Request putByte(int value) {
        sink.putByte(value);
        return this;
    }

    public Request putString(String value) {
        sink.putString(value);
        return this;
    }

    /** Puts bytes that were made for requests before. */
    public Request putBytes(byte[] bytes) {
        sink.putBytes(bytes, 0, bytes.length);
        return this;
    }

    /**
     * Puts an object that the server uses and forgets; what it refers to is held here until the reply, and needs no
     * lease.
     */
    public Request putObject(@Nullable Object value) {
        encode(value);
        return this;
    }

    /** Puts a value, which the server keeps. */
    public Request putValue(@Nullable Object value) {
        int start = sink.size();
        sink.putInt(0);
        List<RemoteRef> anchors = encode(value);
        sink.patchInt(start, sink.size() - start - Integer.BYTES);
        sink.putVarint(anchors.size());
        for (RemoteRef one : anchors) {
            sink.putLong(one.id());
        }
        return this;
    }

    /** Encodes it and holds what it refers to, which it returns. */
    private List<RemoteRef> encode(@Nullable Object value) {
        try (EncodedRefs encodedRefs = EncodedRefs.open(connection)) {
            connection.codec().encode(value, sink);
            contents.addAll(encodedRefs.anchors());
            return encodedRefs.anchors();
        }
    }

    /** Puts how many values follow, and them. */
    public Request putValues(Collection<?> values) {
        sink.putInt(values.size());
        for (Object value : values) {
            putValue(value);
        }
        return this;
    }

    /** How long it is so far. */
    public int size() {
        return sink.size();
    }

    /** What has been put; for servers in this process. */
    public HeapSink sink() {
        return sink;
    }

    @Override
    public long length() {
        return sink.size();
    }

    @Override
    public void write(SharedWords words, long at) {
        words.putBytes(at, sink.array(), 0, sink.size());
    }
}
