package dev.procession.internal.proxy;

/** Which entry of an ordered map is asked for; the order is the protocol's. */
public enum EntryQuery {
    LOWER,
    FLOOR,
    CEILING,
    HIGHER,
    FIRST,
    LAST,
    POLL_FIRST,
    POLL_LAST;

    private static final EntryQuery[] ALL = values();

    /** Its number. */
    @SuppressWarnings("EnumOrdinal") // the order is the protocol's
    public int number() {
        return ordinal();
    }

    /** The one with that number. */
    public static EntryQuery of(int number) {
        if (number < 0 || number >= ALL.length) {
            throw new IllegalArgumentException("ordered map: place=" + number + " is unknown");
        }
        return ALL[number];
    }

    /** Whether the one with that number is near no key. */
    public static boolean isKeyless(int number) {
        return number >= 0 && number < ALL.length && !ALL[number].hasKey();
    }

    /** Whether it is near a key. */
    public boolean hasKey() {
        return number() <= HIGHER.number();
    }
}
