package dev.procession.internal.codec;

import dev.procession.codec.CodecException;
import dev.procession.codec.Reducer;
import java.io.NotSerializableException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Objects to bytes and back. A root goes by the tagged form ({@link TaggedEncoder}) if every value in it can, else
 * the whole of it by JDK serialization, so that identity within one root survives either way. A frame needs nothing
 * but itself and the classes it names.
 *
 * <p>Thread safety: any thread, several at once. A value must not change while it is encoded.
 *
 * <p>Errors: {@link CodecException} and nothing else. After a failed encode the sink is where it was before; after
 * a failed decode the source's position is undefined.
 *
 * <p>Security: without a {@link ClassFilter}, decoding makes what the frame says, so frames must come from a
 * process that is trusted with this one. With one, it makes instances of the classes allowed only, within
 * {@link DecodeLimits}. The JVM's serial filter ({@code jdk.serialFilter}) is
 * honoured either way.
 */
public final class ObjectCodec {

    private static final int FIRST_CAPACITY = 256;

    private final ClassPlan.Cache plans;
    private final @Nullable ClassFilter gate;
    private volatile @Nullable ClassResolver lastResolver;

    private ObjectCodec(List<Reducer<?>> reducers, @Nullable ClassFilter gate) {
        plans = new ClassPlan.Cache(reducers);
        this.gate = gate;
    }

    /**
     * A codec with these reducers besides the built-in ones; where several take a type, the first does. It decodes
     * every class.
     */
    public static ObjectCodec create(List<Reducer<?>> userReducers) {
        return create(userReducers, null);
    }

    /**
     * As {@link #create(List)}, for one that decodes only what {@code gate} lets through; {@code null} for
     * everything.
     */
    public static ObjectCodec create(List<Reducer<?>> userReducers, @Nullable ClassFilter gate) {
        return new ObjectCodec(List.copyOf(userReducers), gate);
    }

    /** The patterns of the classes it decodes; {@code null} if it decodes all. */
    public @Nullable List<String> allowed() {
        return gate == null ? null : gate.allowed();
    }

    /**
     * Encodes one root.
     *
     * @throws CodecException if something in it cannot be sent; the message names the path to it
     */
    public void encode(@Nullable Object value, ByteSink sink) {
        long start = sink.position();
        try {
            if (!wroteFast(value, sink)) {
                sink.rewind(start);
                writeJdk(value, sink);
            }
        } catch (CodecException e) {
            sink.rewind(start);
            throw e;
        } catch (NotSerializableException e) {
            sink.rewind(start);
            throw new CodecException(UnserializablePath.explain(value, String.valueOf(e.getMessage()), plans), e);
        } catch (OutOfMemoryError e) {
            sink.rewind(start);
            throw new CodecException(
                    "encoding failed: out of memory, largest heap="
                            + Runtime.getRuntime().maxMemory() + "; raise -Xmx, or send the value in pieces",
                    e);
        } catch (Throwable e) {
            sink.rewind(start);
            throw new CodecException(
                    "cannot send " + LambdaNames.describe(value) + ": " + Throwables.describe(e)
                            + " was thrown while it was being encoded",
                    e);
        }
    }

    private boolean wroteFast(@Nullable Object value, ByteSink sink) {
        TaggedEncoder encoder = new TaggedEncoder(plans, sink);
        try {
            encoder.write(value);
            return true;
        } catch (NotTaggableException e) {
            return false;
        } catch (StackOverflowError e) {
            throw tooDeep("encoding", "levels=" + encoder.deepest(), e);
        }
    }

    private void writeJdk(@Nullable Object value, ByteSink sink) throws Exception {
        sink.putByte(Tags.JDK);
        long lengthAt = sink.position();
        sink.putInt(0);
        JdkOutput output = new JdkOutput(sink, plans);
        try {
            output.writeObject(value);
            output.flush();
        } catch (StackOverflowError e) {
            throw tooDeep("encoding", "objects=" + output.objects(), e);
        }
        long length = sink.position() - lengthAt - Integer.BYTES;
        if (length > HeapSink.MAX_BYTES) {
            throw new CodecException("encoding failed: bytes=" + length + ", limit=" + HeapSink.MAX_BYTES
                    + " for a value outside the fast set; send it in pieces, or as primitive arrays");
        }
        sink.patchInt(lengthAt, (int) length);
    }

    /**
     * Decodes the root at the source's position, and leaves the source behind it.
     *
     * @throws CodecException if the frame is corrupt, a class is missing from {@code loader}, a class refuses, or
     *     the filter does
     */
    public @Nullable Object decode(ByteSource source, ClassLoader loader) {
        try {
            int tag = source.getByte();
            return tag == Tags.JDK ? readJdk(source, loader) : new TaggedDecoder(source, resolver(loader)).read(tag);
        } catch (CodecException e) {
            throw e;
        } catch (StackOverflowError e) {
            throw tooDeep("decoding", "bytes read=" + source.position(), e);
        } catch (ClassNotFoundException e) {
            throw new CodecException(
                    "decoding failed: class " + e.getMessage() + " cannot be loaded here, loader=" + loader
                            + "; likely cause: it is missing from this process's class path",
                    e);
        } catch (OutOfMemoryError e) {
            throw new CodecException(
                    "decoding failed: out of memory, largest heap="
                            + Runtime.getRuntime().maxMemory() + "; raise -Xmx, or send the value in pieces",
                    e);
        } catch (Throwable e) {
            CodecException inner = Throwables.codecCause(e);
            if (inner != null) {
                throw inner;
            }
            LinkageError error = LinkFailure.in(e);
            if (error != null) {
                throw LinkFailure.explain("of the value", error);
            }
            throw new CodecException(
                    "decoding failed: " + Throwables.describe(e)
                            + "; likely cause: a class that refuses the value, other class versions, or a corrupt frame",
                    e);
        }
    }

    private @Nullable Object readJdk(ByteSource source, ClassLoader loader) throws Exception {
        int length = source.getInt();
        if (length < 0 || length > source.remaining()) {
            throw new CodecException("decoding failed: length=" + length + ", bytes left=" + source.remaining()
                    + "; the frame is truncated or corrupt");
        }
        long end = source.position() + length;
        Object value = new JdkInput(source, length, loader, gate).readObject();
        if (source.position() != end) {
            throw source.corrupt((end - source.position()) + " bytes left over");
        }
        return value;
    }

    /**
     * Whether a frame that begins with this byte is a single value of the JDK's own, such as a number, a text or a
     * date: no foreign code runs when it is decoded, compared or hashed, and none of that takes long.
     */
    public static boolean isPlain(int firstByte) {
        return (firstByte >= Tags.NULL && firstByte <= Tags.UTF16)
                || (firstByte >= Tags.FIRST_LISTED && firstByte <= Tags.OPTIONAL_DOUBLE);
    }

    /** Encodes one root into a fresh array. */
    public byte[] encode(@Nullable Object value) {
        HeapSink sink = new HeapSink(FIRST_CAPACITY);
        encode(value, sink);
        return sink.toByteArray();
    }

    /**
     * Decodes a whole array.
     *
     * @throws CodecException as {@link #decode(ByteSource, ClassLoader)}, and if bytes are left over
     */
    public @Nullable Object decode(byte[] bytes, ClassLoader loader) {
        HeapSource source = new HeapSource(bytes, 0, bytes.length);
        Object value = decode(source, loader);
        if (source.remaining() != 0) {
            throw source.corrupt(source.remaining() + " bytes left over");
        }
        return value;
    }

    private ClassResolver resolver(ClassLoader loader) {
        ClassResolver last = lastResolver;
        if (last == null || !last.isFor(loader)) {
            last = new ClassResolver(loader, gate);
            lastResolver = last;
        }
        return last;
    }

    private static CodecException tooDeep(String what, String howFar, StackOverflowError e) {
        return new CodecException(
                what + " failed: the object graph is too deep for this thread's stack, " + howFar
                        + "; likely cause: a long chain of linked objects; send them as a list or an array,"
                        + " or call from a thread with a larger stack (-Xss, or Thread's stackSize)",
                e);
    }
}
