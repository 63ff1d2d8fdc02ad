package dev.procession.internal.codec;

import dev.procession.function.Fn;
import java.io.Externalizable;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.Serial;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The classes of an innocent program, whose frames a fuzzer begins with. */
@SuppressWarnings("serial") // fields of any type
final class Sent {
    private Sent() {}

    record Order(int number, @Nullable Object part) implements Serializable {}

    enum Color {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "green";
            }
        }
    }

    /** Too much for the tagged form. */
    static class Plain implements Serializable {
        private static final long serialVersionUID = 1L;
        final @Nullable Object part;

        Plain(@Nullable Object part) {
            this.part = part;
        }
    }

    static final class Reading implements Serializable {
        private static final long serialVersionUID = 1L;
        private int number = 1;

        @Serial
        private void readObject(ObjectInputStream in) throws java.io.IOException, ClassNotFoundException {
            in.defaultReadObject();
            if (number < 0) {
                throw new java.io.InvalidObjectException("number=" + number);
            }
            number++;
        }
    }

    public static final class External implements Externalizable {
        private static final long serialVersionUID = 1L;
        private int number;

        public External() {}

        @Override
        public void writeExternal(ObjectOutput out) throws java.io.IOException {
            out.writeInt(number);
        }

        @Override
        public void readExternal(ObjectInput in) throws java.io.IOException {
            number = in.readInt();
        }
    }

    static Fn<Object, Object> function(Object captured) {
        return x -> Arrays.asList(x, captured);
    }

    /**
     * One of each, by name; the same bytes in every run, and so without a {@code Set.of} or {@code Map.of} of
     * several.
     */
    static Map<String, Object> all() {
        Map<String, Object> all = new TreeMap<>();
        all.put("scalars", new Object[] {1, 2L, 3.5, 'c', true, null, "text", "\u4e2d\u6587", (byte) 1, 1.5f});
        all.put("arrays", new Object[] {new int[] {1, 2}, new byte[9], new String[] {"a"}, new Object[][] {{1}, {}}});
        all.put("times", new Object[] {ZonedDateTime.parse("2024-01-01T00:00:00Z[UTC]"), Duration.ofDays(1)});
        all.put("numbers", new Object[] {new BigInteger("123456789012345678901234567890"), new BigDecimal("1.50")});
        all.put(
                "lists",
                new ArrayList<>(Arrays.asList(1, null, List.of(2), List.of(1, 2, 3), new ArrayDeque<>(List.of(1)))));
        all.put("sets", new HashSet<>(List.of(Set.of(1), Set.of(2), "x")));
        Map<Object, Object> maps = new LinkedHashMap<>();
        maps.put("k", new TreeMap<>(Map.of(1, "a")));
        maps.put("l", Map.of());
        maps.put("m", Map.of(1, 2));
        all.put("maps", maps);
        all.put(
                "values",
                new Object[] {Optional.of(1), UUID.fromString("00000000-0000-0001-0000-000000000002"), String.class});
        all.put("record", new Order(1, List.of(new Order(2, Color.GREEN))));
        all.put("function", function("captured"));
        List<Object> circle = new ArrayList<>();
        circle.add(circle);
        circle.add(new Object[] {circle, "shared", "shared"});
        all.put("circle", circle);
        Object mixed = new Plain(new HashMap<>(Map.of("k", new Plain(new long[3]))));
        all.put("jdk", new Plain(new Object[] {mixed, mixed, Color.RED, new Order(1, null), function(1), "text"}));
        all.put("jdk-own-code", new Object[] {new Reading(), new External()});
        all.put("jdk-queue", new PriorityQueue<>(List.of(3, 1, 2)));
        all.put("jdk-failure", failure());
        return all;
    }

    /** With traces that do not depend on who calls. */
    static Throwable failure() {
        Throwable cause = new IllegalArgumentException("why");
        Throwable failure = new IllegalStateException("what", cause);
        failure.addSuppressed(new RuntimeException("beside"));
        StackTraceElement[] trace = {new StackTraceElement("a.B", "c", "B.java", 1)};
        for (Throwable each : List.of(failure, cause, failure.getSuppressed()[0])) {
            each.setStackTrace(trace);
        }
        return failure;
    }
}
