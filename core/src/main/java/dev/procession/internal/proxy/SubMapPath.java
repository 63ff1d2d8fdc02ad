package dev.procession.internal.proxy;

import dev.procession.internal.codec.ByteSource;
import dev.procession.internal.codec.HeapSink;
import dev.procession.internal.codec.ObjectCodec;
import java.util.NavigableMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a view of an ordered map is made from the whole, step by step: {@code count (step key …) …}. It goes before
 * the arguments of each call.
 */
public final class SubMapPath {
    static final int SUB = 0;
    static final int HEAD = 1;
    static final int TAIL = 2;
    static final int DESCENDING = 3;

    private SubMapPath() {}

    /** One more step. */
    static byte[] plus(
            byte[] steps,
            ObjectCodec codec,
            int step,
            @Nullable Object from,
            boolean fromInclusive,
            @Nullable Object to,
            boolean toInclusive) {
        HeapSink sink = new HeapSink(steps.length + 64);
        sink.putByte(steps[0] + 1);
        sink.putBytes(steps, 1, steps.length - 1);
        sink.putByte(step);
        if (step == SUB || step == TAIL) {
            sink.putByte(fromInclusive ? 1 : 0);
            codec.encode(Objects.requireNonNull(from, "fromKey"), sink);
        }
        if (step == SUB || step == HEAD) {
            sink.putByte(toInclusive ? 1 : 0);
            codec.encode(Objects.requireNonNull(to, "toKey"), sink);
        }
        return sink.toByteArray();
    }

    /** The view of {@code map} that the steps at {@code source} lead to. */
    public static <V> NavigableMap<Object, V> of(
            NavigableMap<Object, V> map, ByteSource source, ObjectCodec codec, ClassLoader loader) {
        NavigableMap<Object, V> view = map;
        for (int left = source.getByte(); left > 0; left--) {
            int step = source.getByte();
            if (step == DESCENDING) {
                view = view.descendingMap();
                continue;
            }
            boolean inclusive = source.getByte() != 0;
            Object key = key(source, codec, loader);
            view = switch (step) {
                case HEAD -> view.headMap(key, inclusive);
                case TAIL -> view.tailMap(key, inclusive);
                case SUB -> {
                    boolean toInclusive = source.getByte() != 0;
                    yield view.subMap(key, inclusive, key(source, codec, loader), toInclusive);
                }
                default -> throw new IllegalArgumentException("view of a map: step=" + step + " is unknown");
            };
        }
        return view;
    }

    private static Object key(ByteSource source, ObjectCodec codec, ClassLoader loader) {
        return Objects.requireNonNull(codec.decode(source, loader), "key");
    }
}
