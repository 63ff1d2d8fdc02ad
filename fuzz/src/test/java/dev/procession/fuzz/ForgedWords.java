package dev.procession.fuzz;

import dev.procession.internal.memory.ArrayWords;
import dev.procession.internal.memory.CheckedWord;
import dev.procession.internal.memory.SharedWords;
import java.util.function.Consumer;

/**
 * A segment as a fuzzer wants it: either every word of it, or a sound one with some words changed, sealed ones
 * among them, which no chance makes.
 *
 * <pre>
 *   0  whole segment
 *   n  n × ( how  word  value )      how: 0 as it is, 1 sealed, 2 exclusive or, 3 one byte
 *           1    2     8
 * </pre>
 */
public final class ForgedWords {
    private ForgedWords() {}

    /** A segment of so many bytes that {@code layOut} has laid out before {@code input} was at it. */
    public static SharedWords of(int bytes, Input input, Consumer<SharedWords> layOut) {
        SharedWords words = new ArrayWords(bytes);
        int changes = input.nextByte();
        if (changes == 0) {
            byte[] all = input.next(bytes);
            words.putBytes(0, all, 0, all.length);
            return words;
        }
        layOut.accept(words);
        for (int i = 0; i < changes && !input.isEmpty(); i++) {
            change(words, input);
        }
        return words;
    }

    private static void change(SharedWords words, Input input) {
        int how = input.nextByte() & 3;
        long at = (long) (input.nextShort() % (int) (words.size() >>> 3)) << 3;
        long value = input.nextLong();
        switch (how) {
            case 0 -> words.setPlain(at, value);
            case 1 -> words.setPlain(at, CheckedWord.seal(value & CheckedWord.MAX_VALUE));
            case 2 -> words.setPlain(at, words.getPlain(at) ^ value);
            default -> words.putByte(at + (value >>> 8 & 7), (int) value);
        }
    }
}
