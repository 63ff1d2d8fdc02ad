package dev.procession.stress;

import java.io.Serializable;
import java.util.Random;

/**
 * An element that shows when it is torn.
 *
 * @param seat the seat of its producer
 * @param number its number among that seat's
 * @param filling bytes that follow from both
 */
record Element(int seat, int number, byte[] filling) implements Serializable {
    /**
     * More than half of the queues' bytes: it travels in a file of its own. In a pipe it lies beyond what short
     * messages use.
     */
    private static final int LONG_BYTES = 150_000;

    private static final int ONE_IN = 40;

    static Element of(int seat, int number) {
        byte[] filling = new byte[length(seat, number)];
        for (int i = 0; i < filling.length; i++) {
            filling[i] = at(seat, number, i);
        }
        return new Element(seat, number, filling);
    }

    private static int length(int seat, int number) {
        int drawn = new Random(31L * number + seat).nextInt(ONE_IN);
        return drawn == 0 ? LONG_BYTES : 3 * drawn;
    }

    private static byte at(int seat, int number, int index) {
        return (byte) (number + 31 * index + 7 * seat);
    }

    boolean isWhole() {
        if (filling.length != length(seat, number)) {
            return false;
        }
        for (int i = 0; i < filling.length; i++) {
            if (filling[i] != at(seat, number, i)) {
                return false;
            }
        }
        return true;
    }
}
