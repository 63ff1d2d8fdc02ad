package dev.procession.internal.codec;

import java.lang.reflect.Array;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link TaggedEncoder} wrote. Memory is allocated only for what the rest of the frame can hold: every
 * element announced and not yet read counts as one byte of it.
 *
 * <p>Thread safety: none; one per root.
 */
final class TaggedDecoder {

    /** Stands for a numbered value that is not complete yet. */
    private static final Object OPEN = new Object();

    private final ByteSource source;
    private final ClassResolver resolver;
    private final @Nullable ClassFilter gate;
    /** The limits; {@code null} without a class filter. */
    private final @Nullable DecodeLimits limits;

    private final ArrayList<Object> numbered = new ArrayList<>();
    private final ArrayList<Class<?>> classes = new ArrayList<>();
    private long owed;

    TaggedDecoder(ByteSource source, ClassResolver resolver) {
        this.source = source;
        this.resolver = resolver;
        gate = resolver.gate();
        limits = gate == null ? null : new DecodeLimits(source.remaining());
    }

    @Nullable
    Object read() {
        return read(source.getByte());
    }

    @Nullable
    Object read(int tag) {
        if (tag >= Tags.FIRST_LISTED && tag < Tags.FIRST_NUMBERED) {
            if (tag == Tags.PATH && gate != null) {
                return Scalars.localPath(source.getString());
            }
            Object scalar = Scalars.read(tag, source);
            if (scalar == null) {
                throw source.corrupt("unknown tag " + tag);
            }
            return gate == null ? scalar : DecodeLimits.check(scalar);
        }
        return limits == null ? readOther(tag) : readOther(tag, limits);
    }

    private @Nullable Object readOther(int tag, DecodeLimits within) {
        int number = numbered.size();
        long before = within.enter();
        Object value = readOther(tag);
        within.leave(number, number < numbered.size(), before);
        return value;
    }

    private @Nullable Object readOther(int tag) {
        return switch (tag) {
            case Tags.NULL -> null;
            case Tags.TRUE -> true;
            case Tags.FALSE -> false;
            case Tags.LATIN1 -> numberLong(source.getLatin1());
            case Tags.UTF16 -> numberLong(source.getUtf16());
            case Tags.BACK_REFERENCE -> reference(source.getVarint());
            case Tags.CLASS -> readClass();
            case Tags.ENUM -> readEnum();
            case Tags.RECORD -> readRecord();
            case Tags.LAMBDA -> readLambda();
            case Tags.REDUCED -> {
                int number = number(OPEN);
                yield close(number, read());
            }
            case Tags.COMPACT -> readCompact();
            case Tags.OPTIONAL -> {
                int number = number(OPEN);
                yield close(number, Optional.ofNullable(read()));
            }
            default -> readContainer(tag);
        };
    }

    Class<?> readClass() {
        int number = source.getVarint();
        if (number == 0) {
            Class<?> type = resolver.resolve(source.getString());
            classes.add(type);
            return type;
        }
        if (number < 0 || number > classes.size()) {
            throw source.corrupt("reference to class " + number + " of " + classes.size());
        }
        return classes.get(number - 1);
    }

    private int number(Object value) {
        numbered.add(value);
        return numbered.size() - 1;
    }

    private @Nullable Object close(int number, @Nullable Object value) {
        numbered.set(number, value == null ? OPEN : value);
        return value;
    }

    private String numberLong(String text) {
        if (text.length() >= TaggedEncoder.NUMBERED_STRING_CHARS) {
            number(text);
        }
        return text;
    }

    private Object reference(int number) {
        if (number < 0 || number >= numbered.size() || numbered.get(number) == OPEN) {
            throw source.corrupt("reference to value " + number + " of " + numbered.size());
        }
        if (limits != null) {
            limits.refer(number);
        }
        return numbered.get(number);
    }

    /** Reads a count of elements, which from then on are owed. */
    private int claim(int valuesPerElement) {
        int count = source.getLength(1);
        long values = (long) count * valuesPerElement;
        if (values > source.remaining() - owed) {
            throw source.corrupt(
                    "count=" + count + " with bytes left=" + source.remaining() + ", of these spoken for=" + owed);
        }
        owed += values;
        if (limits != null) {
            limits.add(values);
        }
        return count;
    }

    private @Nullable Object readOwed() {
        owed--;
        return read();
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an enum class checked at run time
    private Object readEnum() {
        Class<?> type = readClass();
        String name = source.getString();
        if (!type.isEnum()) {
            throw source.corrupt("class " + type.getName() + " where an enum was expected");
        }
        return Enum.valueOf((Class) type, name);
    }

    private @Nullable Object readRecord() {
        int number = number(OPEN);
        Class<?> type = readClass();
        int shape = source.getInt();
        RecordPlan plan = RecordPlan.of(type, shape);
        @Nullable Object[] values = new Object[plan.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = read();
        }
        if (limits != null) {
            limits.add(values.length);
        }
        Object made = plan.make(values);
        if (gate != null && made != null && plan.resolves()) {
            gate.checkMade(made.getClass());
        }
        return close(number, made);
    }

    /** The weight of the values read so far, for {@link #charge}. */
    private long weight() {
        return limits == null ? 0 : limits.weight();
    }

    /** Charges for the values read since then, which are about to be hashed or compared. */
    private void charge(long before) {
        if (limits != null) {
            limits.charge(before);
        }
    }

    private Object readLambda() {
        int number = number(OPEN);
        LambdaSite site = LambdaSite.read(source, resolver);
        @Nullable Object[] captured = new Object[claim(1)];
        for (int i = 0; i < captured.length; i++) {
            captured[i] = readOwed();
        }
        return Objects.requireNonNull(close(number, site.make(captured)));
    }

    private Object readCompact() {
        Class<?> type = readClass();
        ImplicitClass compact = ImplicitClass.of(type);
        if (compact == null) {
            throw source.corrupt("class " + type.getName() + " where a compact source file's was expected");
        }
        Object made = compact.make();
        number(made);
        int fields = claim(1);
        for (int i = 0; i < fields; i++) {
            String name = source.getString();
            compact.set(made, name, readOwed());
        }
        return made;
    }

    @SuppressWarnings("JdkObsolete") // a LinkedList was sent, a LinkedList arrives
    private Object readContainer(int tag) {
        return switch (tag) {
            case Tags.BYTES -> fill(tag, new byte[source.getLength(1)]);
            case Tags.BOOLEANS -> fill(tag, new boolean[source.getLength(1)]);
            case Tags.SHORTS -> fill(tag, new short[source.getLength(2)]);
            case Tags.CHARS -> fill(tag, new char[source.getLength(2)]);
            case Tags.INTS -> fill(tag, new int[source.getLength(4)]);
            case Tags.LONGS -> fill(tag, new long[source.getLength(8)]);
            case Tags.FLOATS -> fill(tag, new float[source.getLength(4)]);
            case Tags.DOUBLES -> fill(tag, new double[source.getLength(8)]);
            case Tags.OBJECTS -> fillArray(new Object[claim(1)]);
            case Tags.STRINGS -> fillArray(new String[claim(1)]);
            case Tags.TYPED_ARRAY -> {
                Class<?> component = readClass();
                if (component.isPrimitive()) {
                    throw source.corrupt("component class " + component);
                }
                yield fillArray((Object[]) Array.newInstance(component, claim(1)));
            }
            case Tags.ARRAY_LIST -> {
                int size = claim(1);
                yield fill(new ArrayList<>(size), size);
            }
            case Tags.LINKED_LIST -> fill(new LinkedList<>(), claim(1));
            case Tags.ARRAY_DEQUE -> fillDeque(claim(1));
            case Tags.HASH_SET -> {
                int size = claim(1);
                yield fill(HashSet.newHashSet(size), size);
            }
            case Tags.LINKED_HASH_SET -> {
                int size = claim(1);
                yield fill(LinkedHashSet.newLinkedHashSet(size), size);
            }
            case Tags.TREE_SET -> fill(new TreeSet<>(), claim(1));
            case Tags.HASH_MAP -> {
                int size = claim(2);
                yield fill(HashMap.newHashMap(size), size);
            }
            case Tags.LINKED_HASH_MAP -> {
                int size = claim(2);
                yield fill(LinkedHashMap.newLinkedHashMap(size), size);
            }
            case Tags.ACCESS_ORDERED_MAP -> fill(new LinkedHashMap<>(16, 0.75f, true), claim(2));
            case Tags.TREE_MAP -> fill(new TreeMap<>(), claim(2));
            default -> readImmutable(tag);
        };
    }

    private Object readImmutable(int tag) {
        if (tag < Tags.LIST_12 || tag > Tags.LIST_OF_NULLABLE) {
            throw source.corrupt("unknown tag " + tag);
        }
        int number = number(OPEN);
        long before = weight();
        boolean map = tag == Tags.MAP_1 || tag == Tags.MAP_N;
        int size = claim(map ? 2 : 1);
        @Nullable Object[] values = map ? new Map.Entry<?, ?>[size] : new Object[size];
        for (int i = 0; i < size; i++) {
            values[i] = map ? Map.entry(readPart(), readPart()) : readOwed();
        }
        Object made;
        if (map || tag == Tags.SET_12 || tag == Tags.SET_N) {
            charge(before);
        }
        if (map) {
            made = mapOf((Map.Entry<?, ?>[]) values);
        } else if (tag == Tags.SET_12 || tag == Tags.SET_N) {
            made = Set.of(values);
        } else if (tag == Tags.LIST_OF_NULLABLE) {
            made = Arrays.stream(values).toList();
        } else {
            made = List.of(values);
        }
        return Objects.requireNonNull(close(number, made));
    }

    private Object readPart() {
        Object part = readOwed();
        if (part == null) {
            throw source.corrupt("null in a Map.of");
        }
        return part;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Map.ofEntries infers from entries whose types are not known here
    private static Object mapOf(Map.Entry<?, ?>[] entries) {
        return Map.ofEntries((Map.Entry[]) entries);
    }

    private Object fill(int tag, Object array) {
        source.getArray(array, Array.getLength(array), CollectionEncoding.elementBytes(tag));
        number(array);
        return array;
    }

    private Object fillArray(@Nullable Object[] array) {
        number(array);
        for (int i = 0; i < array.length; i++) {
            array[i] = readOwed();
        }
        return array;
    }

    private Object fillDeque(int size) {
        ArrayDeque<Object> deque = new ArrayDeque<>(size);
        number(deque);
        for (int i = 0; i < size; i++) {
            deque.add(readPart());
        }
        return deque;
    }

    private Object fill(Collection<@Nullable Object> collection, int size) {
        number(collection);
        boolean keyed = limits != null && collection instanceof Set;
        for (int i = 0; i < size; i++) {
            long before = weight();
            Object element = readOwed();
            if (keyed) {
                charge(before);
            }
            collection.add(element);
        }
        return collection;
    }

    private Object fill(Map<@Nullable Object, @Nullable Object> map, int size) {
        number(map);
        for (int i = 0; i < size; i++) {
            long before = weight();
            Object key = readOwed();
            charge(before);
            map.put(key, readOwed());
        }
        return map;
    }
}
