package dev.procession.internal.codec;

import java.util.HashMap;

/**
 * The byte that begins every value of a frame. A tag also names the way instances of a class are encoded, see
 * {@link ClassPlan}. Nested values are tagged the same way as roots; {@link #JDK} occurs at roots only.
 */
final class Tags {

    static final int NULL = 0;
    static final int TRUE = 1;
    static final int FALSE = 2;
    static final int LATIN1 = 3;
    static final int UTF16 = 4;
    /** A varint: the number of a value that came earlier in the frame. */
    static final int BACK_REFERENCE = 5;

    static final int CLASS = 6;
    static final int ENUM = 7;
    static final int RECORD = 8;
    static final int LAMBDA = 9;
    /** The result of a reducer for a value; decodes to the result of its {@code readResolve}. */
    static final int REDUCED = 10;
    /** An instance of a compact source file's implicit class. */
    static final int COMPACT = 11;
    /** Length and JDK serialization of the whole root. */
    static final int JDK = 12;
    /** Tag of a boxed primitive as a queue's record, not in frames; see {@link BoxedScalars}. */
    static final int BOX = 13;

    /** The first of the tags whose names {@link #BY_CLASS_NAME} lists in order. */
    static final int FIRST_LISTED = 16;

    static final int BYTE = 16;
    static final int SHORT = 17;
    static final int CHAR = 18;
    static final int INT = 19;
    static final int LONG = 20;
    static final int FLOAT = 21;
    static final int DOUBLE = 22;
    static final int BIG_INTEGER = 23;
    static final int BIG_DECIMAL = 24;
    static final int UUID = 25;
    static final int LOCAL_DATE = 26;
    static final int LOCAL_TIME = 27;
    static final int LOCAL_DATE_TIME = 28;
    static final int INSTANT = 29;
    static final int DURATION = 30;
    static final int PERIOD = 31;
    static final int ZONED_DATE_TIME = 32;
    static final int OFFSET_DATE_TIME = 33;
    static final int OFFSET_TIME = 34;
    static final int YEAR = 35;
    static final int YEAR_MONTH = 36;
    static final int MONTH_DAY = 37;
    static final int ZONE_OFFSET = 38;
    static final int ZONE_REGION = 39;
    static final int OPTIONAL_INT = 40;
    static final int OPTIONAL_LONG = 41;
    static final int OPTIONAL_DOUBLE = 42;
    static final int EMPTY_LIST = 43;
    static final int EMPTY_SET = 44;
    static final int EMPTY_MAP = 45;
    /** Any {@link java.nio.file.Path} that is not serializable by itself. */
    static final int PATH = 46;

    /** Tags from here on take a number in the frame, for back references. */
    static final int FIRST_NUMBERED = 48;

    static final int BYTES = 48;
    static final int BOOLEANS = 49;
    static final int SHORTS = 50;
    static final int CHARS = 51;
    static final int INTS = 52;
    static final int LONGS = 53;
    static final int FLOATS = 54;
    static final int DOUBLES = 55;
    static final int OBJECTS = 56;
    static final int STRINGS = 57;
    static final int ARRAY_LIST = 58;
    static final int LINKED_LIST = 59;
    static final int ARRAY_DEQUE = 60;
    static final int HASH_SET = 61;
    static final int LINKED_HASH_SET = 62;
    static final int TREE_SET = 63;
    static final int HASH_MAP = 64;
    static final int LINKED_HASH_MAP = 65;
    static final int TREE_MAP = 66;
    static final int OPTIONAL = 67;
    static final int LIST_12 = 68;
    static final int LIST_N = 69;
    static final int SET_12 = 70;
    static final int SET_N = 71;
    static final int MAP_1 = 72;
    static final int MAP_N = 73;
    /** A list of {@code Stream.toList()}: as {@link #LIST_N}, but nulls are allowed. */
    static final int LIST_OF_NULLABLE = 74;
    /** An array of any other reference type: its component class comes first. */
    static final int TYPED_ARRAY = 75;
    /** A {@link java.util.LinkedHashMap} in access order. */
    static final int ACCESS_ORDERED_MAP = 76;

    /** Names, not class literals: a worker's first milliseconds must not load fifty classes. */
    private static final String[] BY_CLASS_NAME = {
        "java.lang.Byte",
        "java.lang.Short",
        "java.lang.Character",
        "java.lang.Integer",
        "java.lang.Long",
        "java.lang.Float",
        "java.lang.Double",
        "java.math.BigInteger",
        "java.math.BigDecimal",
        "java.util.UUID",
        "java.time.LocalDate",
        "java.time.LocalTime",
        "java.time.LocalDateTime",
        "java.time.Instant",
        "java.time.Duration",
        "java.time.Period",
        "java.time.ZonedDateTime",
        "java.time.OffsetDateTime",
        "java.time.OffsetTime",
        "java.time.Year",
        "java.time.YearMonth",
        "java.time.MonthDay",
        "java.time.ZoneOffset",
        "java.time.ZoneRegion",
        "java.util.OptionalInt",
        "java.util.OptionalLong",
        "java.util.OptionalDouble",
        "java.util.Collections$EmptyList",
        "java.util.Collections$EmptySet",
        "java.util.Collections$EmptyMap",
        "",
        "",
        "[B",
        "[Z",
        "[S",
        "[C",
        "[I",
        "[J",
        "[F",
        "[D",
        "[Ljava.lang.Object;",
        "[Ljava.lang.String;",
        "java.util.ArrayList",
        "java.util.LinkedList",
        "java.util.ArrayDeque",
        "java.util.HashSet",
        "java.util.LinkedHashSet",
        "java.util.TreeSet",
        "java.util.HashMap",
        "java.util.LinkedHashMap",
        "java.util.TreeMap",
        "java.util.Optional",
        "java.util.ImmutableCollections$List12",
        "java.util.ImmutableCollections$ListN",
        "java.util.ImmutableCollections$Set12",
        "java.util.ImmutableCollections$SetN",
        "java.util.ImmutableCollections$Map1",
        "java.util.ImmutableCollections$MapN",
    };

    private static final HashMap<String, Integer> OF_CLASS_NAME = new HashMap<>(128);

    static {
        for (int i = 0; i < BY_CLASS_NAME.length; i++) {
            OF_CLASS_NAME.put(BY_CLASS_NAME[i], FIRST_LISTED + i);
        }
        OF_CLASS_NAME.put("java.lang.Boolean", TRUE);
        OF_CLASS_NAME.put("java.lang.String", LATIN1);
        OF_CLASS_NAME.put("java.lang.Class", CLASS);
    }

    private Tags() {}

    /** The tag of a class of the JDK itself, or -1. */
    static int ofJdkClass(String name) {
        Integer tag = OF_CLASS_NAME.get(name);
        return tag == null ? -1 : tag;
    }
}
