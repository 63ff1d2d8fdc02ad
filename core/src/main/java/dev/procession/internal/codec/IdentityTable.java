package dev.procession.internal.codec;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Numbers objects by identity in the order they come, and knows which of them are still open: begun, and not to be
 * referred to before they are complete.
 *
 * <p>Thread safety: none.
 */
final class IdentityTable {

    private @Nullable Object[] keys = new Object[32];
    private int[] numbers = new int[32];
    private boolean[] open = new boolean[16];
    private int size;

    /** The number of an object seen before, or -1 after giving it the next one. */
    @SuppressWarnings("ReferenceEquality") // identity is what the table is for
    int findOrAdd(Object key, boolean opened) {
        int mask = keys.length - 1;
        int slot = slot(key, mask);
        for (Object other = keys[slot]; other != null; other = keys[slot]) {
            if (other == key) {
                return numbers[slot];
            }
            slot = (slot + 1) & mask;
        }
        keys[slot] = key;
        numbers[slot] = size;
        if (size == open.length) {
            open = Arrays.copyOf(open, 2 * size);
        }
        open[size++] = opened;
        if (2 * size > keys.length) {
            grow();
        }
        return -1;
    }

    int size() {
        return size;
    }

    boolean isOpen(int number) {
        return open[number];
    }

    void close(int number) {
        open[number] = false;
    }

    private static int slot(Object key, int mask) {
        int hash = System.identityHashCode(key);
        return (hash ^ (hash >>> 15)) & mask;
    }

    private void grow() {
        @Nullable Object[] oldKeys = keys;
        int[] oldNumbers = numbers;
        keys = new Object[2 * oldKeys.length];
        numbers = new int[keys.length];
        int mask = keys.length - 1;
        for (int i = 0; i < oldKeys.length; i++) {
            Object key = oldKeys[i];
            if (key != null) {
                int slot = slot(key, mask);
                while (keys[slot] != null) {
                    slot = (slot + 1) & mask;
                }
                keys[slot] = key;
                numbers[slot] = oldNumbers[i];
            }
        }
    }
}
