package dev.procession.internal.proxy;

/** What an object of a manager can be asked to do; numbers mean the same for objects of all kinds. */
public final class Operation {
    // The manager itself.
    public static final int CREATE = 1;
    public static final int REMOVE_NAME = 2;
    public static final int COUNT = 3;

    // Everything with elements.
    public static final int SIZE = 10;
    public static final int CLEAR = 11;
    public static final int CONTAINS = 12;
    public static final int ADD = 13;
    public static final int ADD_ALL = 14;
    public static final int REMOVE = 15;
    /** Removes those of the elements sent that are there, or all others. */
    public static final int REMOVE_ALL = 16;
    /** The elements after a place. */
    public static final int PAGE = 17;
    /** Removes the element at a place. */
    public static final int REMOVE_PLACE = 18;

    // With functions.
    public static final int FILTER = 20;
    public static final int TRANSFORM = 21;
    public static final int REDUCE = 22;
    public static final int REMOVE_IF = 23;
    public static final int REPLACE_ALL = 24;
    public static final int FOR_EACH = 25;
    public static final int UPDATE = 26;

    // Maps.
    public static final int GET = 30;
    public static final int PUT = 31;
    public static final int PUT_IF_ABSENT = 32;
    public static final int REMOVE_PAIR = 33;
    public static final int REPLACE = 34;
    public static final int REPLACE_PAIR = 35;
    public static final int CONTAINS_VALUE = 36;
    public static final int PUT_ALL = 37;
    public static final int GET_ALL = 38;
    public static final int COMPUTE = 39;
    public static final int COMPUTE_IF_ABSENT = 40;
    public static final int COMPUTE_IF_PRESENT = 41;
    public static final int MERGE = 42;

    // Ordered maps.
    public static final int NEAR = 50;
    public static final int COMPARATOR = 51;
    public static final int CHECK_VIEW = 52;

    // Lists.
    public static final int SET = 60;
    public static final int ADD_AT = 61;
    public static final int REMOVE_AT = 62;
    public static final int INDEX_OF = 63;
    public static final int LAST_INDEX_OF = 64;
    public static final int REMOVE_RANGE = 65;
    public static final int SORT = 66;

    // Deques.
    public static final int OFFER = 70;
    public static final int POLL = 71;
    public static final int PEEK = 72;
    public static final int REMAINING = 73;
    public static final int DRAIN = 74;

    // Cells and counters.
    public static final int GET_AND_SET = 80;
    public static final int COMPARE_AND_SET = 81;
    public static final int GET_AND_ADD = 82;

    // Objects of the user's.
    public static final int INVOKE = 90;

    private Operation() {}

    /** Whether it is over soon whatever the elements are: it runs no the user's code, and looks at few of them. */
    public static boolean isBrief(int operation) {
        return switch (operation) {
            case REMOVE_NAME,
                    COUNT,
                    SIZE,
                    CLEAR,
                    PAGE,
                    SET,
                    ADD_AT,
                    REMOVE_AT,
                    REMOVE_RANGE,
                    OFFER,
                    POLL,
                    PEEK,
                    REMAINING,
                    DRAIN,
                    GET_AND_SET,
                    GET_AND_ADD -> true;
            default -> false;
        };
    }

    /** Whether the object may be larger after it. A method of the user's object is not known. */
    public static boolean mayStore(int operation) {
        return switch (operation) {
            case CREATE,
                    ADD,
                    ADD_ALL,
                    REPLACE_ALL,
                    UPDATE,
                    PUT,
                    PUT_IF_ABSENT,
                    REPLACE,
                    REPLACE_PAIR,
                    PUT_ALL,
                    COMPUTE,
                    COMPUTE_IF_ABSENT,
                    COMPUTE_IF_PRESENT,
                    MERGE,
                    SET,
                    ADD_AT,
                    OFFER,
                    GET_AND_SET,
                    COMPARE_AND_SET -> true;
            default -> false;
        };
    }

    /** Whether it leaves the object as it is. */
    public static boolean onlyReads(int operation) {
        return switch (operation) {
            case SIZE,
                    CONTAINS,
                    PAGE,
                    FILTER,
                    TRANSFORM,
                    REDUCE,
                    FOR_EACH,
                    GET,
                    CONTAINS_VALUE,
                    GET_ALL,
                    COMPARATOR,
                    CHECK_VIEW,
                    INDEX_OF,
                    LAST_INDEX_OF,
                    PEEK,
                    REMAINING,
                    INVOKE -> true;
            default -> false;
        };
    }
}
