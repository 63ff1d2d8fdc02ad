package dev.procession.examples;

import java.util.Objects;

/** What an example expects to see. */
final class Expect {
    private Expect() {}

    /** Prints what is seen; throws, which ends the program with status 1, if it is something else than expected. */
    static void that(String what, Object expected, Object seen) {
        System.out.println(what + ": " + seen);
        if (!Objects.equals(expected, seen)) {
            throw new IllegalStateException(what + ": seen=" + seen + ", expected=" + expected);
        }
    }
}
