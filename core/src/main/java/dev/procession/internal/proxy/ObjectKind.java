package dev.procession.internal.proxy;

/** What an object of a manager is; the order is the protocol's. */
public enum ObjectKind {
    MAP,
    NAVIGABLE_MAP,
    LIST,
    SET,
    DEQUE,
    CELL,
    COUNTER,
    NAMESPACE,
    SERVICE;

    private static final ObjectKind[] ALL = values();

    /** Its number. */
    @SuppressWarnings("EnumOrdinal") // the order is the protocol's
    public int number() {
        return ordinal();
    }

    /** The kind with that number. */
    public static ObjectKind of(int number) {
        if (number < 0 || number >= ALL.length) {
            throw new IllegalArgumentException("manager: kind of object=" + number + " is unknown");
        }
        return ALL[number];
    }

    /** Whether making an object of the kind with that number runs the user's code. */
    public static boolean isMadeByUser(int number) {
        return number >= 0 && number < ALL.length && (ALL[number] == SERVICE || ALL[number] == NAVIGABLE_MAP);
    }

    /** For messages. */
    public String text() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }
}
