package dev.procession.internal.proxy;

import dev.procession.codec.CodecException;
import dev.procession.internal.codec.FailureCodec;
import dev.procession.internal.codec.HeapSource;
import dev.procession.internal.codec.Rethrow;
import dev.procession.shared.ManagerException;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** What came back: read in the order in which it was put. Not thread-safe. */
public final class Reply {
    private final ManagerConnection connection;
    private final ClassLoader loader;
    private final int state;
    private final HeapSource body;
    /** Held until the result was read, and is held by what it refers to. */
    @SuppressWarnings("unused")
    private final List<RemoteRef> granted;

    /** Reads a reply from behind its number. */
    public Reply(ManagerConnection connection, ClassLoader loader, HeapSource source) {
        this.connection = connection;
        this.loader = loader;
        state = source.getByte();
        int count = source.getInt();
        if (count < 0 || (long) count * Long.BYTES > source.remaining()) {
            throw new CodecException("reply: objects granted=" + count + ", bytes left=" + source.remaining());
        }
        if (count == 0) {
            granted = List.of();
        } else {
            long[] ids = new long[count];
            for (int i = 0; i < count; i++) {
                ids[i] = source.getLong();
            }
            granted = connection.anchors().granted(ids);
        }
        body = source;
    }

    /** Whether the call was taken back. */
    public boolean isCancelled() {
        return state == Protocol.CANCELLED;
    }

    /** This, or what is thrown in the caller's thread. */
    public Reply orThrow() {
        Throwable failure = failure();
        if (failure != null) {
            throw Rethrow.unchecked("the call", failure);
        }
        return this;
    }

    /** What the call threw; {@code null} if nothing. */
    public @Nullable Throwable failure() {
        return switch (state) {
            case Protocol.DONE -> null;
            case Protocol.FAILED ->
                new FailureCodec(connection.codec()).decode(body, loader).throwable();
            case Protocol.CANCELLED -> new CancellationException("the call was cancelled or interrupted");
            case Protocol.GONE -> new ManagerException(body.getString());
            default -> throw new CodecException("reply: state=" + state + " is unknown");
        };
    }

    public boolean getFlag() {
        return body.getByte() != 0;
    }

    public int getInt() {
        return body.getInt();
    }

    public long getLong() {
        return body.getLong();
    }

    /** An object; {@code null} if that is its value. */
    public @Nullable Object getObject() {
        try {
            return connection.codec().decode(body, loader);
        } finally {
            // What it refers to is held by this until it has its own remote reference.
            Reference.reachabilityFence(this);
        }
    }

    /** An object that the caller knows the type of, and whether it may be {@code null}. */
    @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"
    }) // what is in an object is what the user says
    public <T extends @Nullable Object> T getAs() {
        return (T) getObject();
    }

    /** An object, if there is one: {@code null} if not. */
    public @Nullable Object getOptional() {
        return getFlag() ? getObject() : null;
    }

    /** As many objects as it says. */
    public List<@Nullable Object> getObjects() {
        int count = body.getInt();
        if (count < 0 || count > body.remaining()) {
            throw new CodecException("reply: objects=" + count + ", bytes left=" + body.remaining());
        }
        List<@Nullable Object> objects = new ArrayList<>(Math.min(count, Protocol.PAGE_ELEMENTS));
        for (int i = 0; i < count; i++) {
            objects.add(getObject());
        }
        return objects;
    }

    /** Whether nothing is left to read. */
    public boolean isEmpty() {
        return body.remaining() == 0;
    }
}
