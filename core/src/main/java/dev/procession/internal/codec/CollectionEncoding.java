package dev.procession.internal.codec;

import dev.procession.codec.CodecException;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** Writes arrays and the collections of the JDK, by exact class. */
final class CollectionEncoding {

    private CollectionEncoding() {}

    /** How many bytes an element of each primitive array takes, from {@link Tags#BYTES} on. */
    static int elementBytes(int tag) {
        return switch (tag) {
            case Tags.BYTES, Tags.BOOLEANS -> 1;
            case Tags.SHORTS, Tags.CHARS -> 2;
            case Tags.INTS, Tags.FLOATS -> 4;
            default -> 8;
        };
    }

    /** Thread safety: none; one per root, with its encoder. */
    static final class Writer {
        private final TaggedEncoder encoder;
        private final ByteSink sink;

        Writer(TaggedEncoder encoder, ByteSink sink) {
            this.encoder = encoder;
            this.sink = sink;
        }

        void write(int tag, Object value) {
            boolean immutable = tag >= Tags.LIST_12 && tag <= Tags.MAP_N;
            int number = encoder.nextNumber();
            if (encoder.wroteReference(value, immutable)) {
                return;
            }
            if (tag <= Tags.DOUBLES) {
                writePrimitives(tag, value);
            } else if (value instanceof Object[] array) {
                writeArray(tag, array);
            } else if (value instanceof Map<?, ?> map) {
                writeMap(tag, map);
            } else {
                writeCollection(tag, (Collection<?>) value);
            }
            if (immutable) {
                encoder.close(number);
            }
        }

        private void writePrimitives(int tag, Object array) {
            int length = java.lang.reflect.Array.getLength(array);
            sink.putByte(tag);
            sink.putVarint(length);
            sink.putArray(array, length, elementBytes(tag));
        }

        private void writeArray(int tag, @Nullable Object[] array) {
            sink.putByte(tag);
            if (tag == Tags.TYPED_ARRAY) {
                encoder.writeClass(array.getClass().getComponentType());
            }
            sink.putVarint(array.length);
            for (Object element : array) {
                encoder.write(element);
            }
        }

        private void writeCollection(int tag, Collection<?> values) {
            int actual = tag;
            if (tag == Tags.TREE_SET && ((SortedSet<?>) values).comparator() != null) {
                throw new NotTaggableException("java.util.TreeSet with a comparator");
            }
            if (tag == Tags.LIST_N && isOfNullable((List<?>) values)) {
                actual = Tags.LIST_OF_NULLABLE;
            }
            sink.putByte(actual);
            int size = values.size();
            sink.putVarint(size);
            int written = 0;
            for (Iterator<?> each = values.iterator(); written < size && each.hasNext(); written++) {
                encoder.write(each.next());
            }
            checkSize(values, size, written);
        }

        private void writeMap(int tag, Map<?, ?> map) {
            int actual = tag;
            if (tag == Tags.TREE_MAP && ((SortedMap<?, ?>) map).comparator() != null) {
                throw new NotTaggableException("java.util.TreeMap with a comparator");
            }
            if (tag == Tags.LINKED_HASH_MAP && isAccessOrdered(map)) {
                actual = Tags.ACCESS_ORDERED_MAP;
            }
            sink.putByte(actual);
            int size = map.size();
            sink.putVarint(size);
            int written = 0;
            for (Iterator<? extends Map.Entry<?, ?>> each = map.entrySet().iterator();
                    written < size && each.hasNext();
                    written++) {
                Map.Entry<?, ?> entry = each.next();
                encoder.write(entry.getKey());
                encoder.write(entry.getValue());
            }
            checkSize(map, size, written);
        }

        private static void checkSize(Object container, int size, int written) {
            if (written != size) {
                throw new CodecException("cannot send a " + container.getClass().getName() + ": elements=" + written
                        + ", size()=" + size + "; it was changed while it was being encoded; send a copy");
            }
        }

        /** Whether a list of that class came from {@code Stream.toList()}: {@code List.copyOf} copies those only. */
        @SuppressWarnings("ReferenceEquality") // whether the very same list comes back is the question
        private static boolean isOfNullable(List<?> list) {
            if (list.isEmpty()) {
                return list != List.of();
            }
            try {
                return List.copyOf(list) != list;
            } catch (NullPointerException e) {
                return true; // it holds a null
            }
        }

        /** Nothing public tells, but a clone that is read shows it. */
        @SuppressWarnings("unchecked") // the clone is thrown away, so a key of a foreign type does no harm
        private static boolean isAccessOrdered(Map<?, ?> map) {
            LinkedHashMap<Object, Object> probe = (LinkedHashMap<Object, Object>) ((LinkedHashMap<?, ?>) map).clone();
            probe.clear();
            Object first = new Object();
            probe.put(first, first);
            probe.put("second", first);
            probe.get(first);
            return first.equals(probe.lastEntry().getKey());
        }
    }
}
