package dev.procession.internal.codec;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * JDK serialization into a sink, with surrogates for what it would refuse. The stream header is left out: a tag has
 * said what follows.
 *
 * <p>Thread safety: none; one per root.
 */
final class JdkOutput extends ObjectOutputStream {

    private final ClassPlan.Cache plans;
    private @Nullable IdentityHashMap<Object, Object> replaced;
    private long objects;

    JdkOutput(ByteSink sink, ClassPlan.Cache plans) throws IOException {
        super(new SinkStream(sink));
        this.plans = plans;
        enableReplaceObject(true);
    }

    /** The number of objects met. */
    long objects() {
        return objects;
    }

    @Override
    protected void writeStreamHeader() {}

    @Override
    @SuppressWarnings("ReferenceEquality") // whether it was replaced at all is the question
    protected @Nullable Object replaceObject(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        objects++;
        ClassPlan plan = plans.get(value.getClass());
        IdentityHashMap<Object, Object> known = replaced;
        Object surrogate = known == null ? null : known.get(value);
        if (surrogate != null) {
            return surrogate; // one surrogate for one value, or identity would be lost and a cycle never end
        }
        surrogate = Surrogates.replace(value, plan);
        if (surrogate != value && surrogate != null) {
            if (known == null) {
                known = new IdentityHashMap<>();
                replaced = known;
            }
            known.put(value, surrogate);
        }
        return surrogate;
    }

    private static final class SinkStream extends OutputStream {
        private final ByteSink sink;

        SinkStream(ByteSink sink) {
            this.sink = sink;
        }

        @Override
        public void write(int value) {
            sink.putByte(value);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            sink.putBytes(bytes, offset, length);
        }
    }
}
