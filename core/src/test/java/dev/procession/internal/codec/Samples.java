package dev.procession.internal.codec;

import dev.procession.function.Fn;
import dev.procession.function.Task;
import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.Serial;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.NullUnmarked;

/** The types the codec's tests send. */
@NullUnmarked // values of any kind, null too
@SuppressWarnings({"serial", "ArrayRecordComponent"}) // fields of any type, and lambdas that reach them, are the point
final class Samples {

    private Samples() {}

    enum Color {
        RED,
        GREEN {
            @Override
            int weight() {
                return 2;
            }
        };

        int weight() {
            return 1;
        }
    }

    sealed interface Shape permits Circle, Square {}

    record Circle(double radius) implements Shape {}

    record Square(int side, String label) implements Shape, Serializable {}

    record Pair(Object left, Object right) {}

    record Positive(int value) implements Serializable {
        Positive {
            if (value <= 0) {
                throw new IllegalArgumentException("value=" + value);
            }
        }
    }

    record Resolved(int value) implements Serializable {
        @Serial
        Object readResolve() {
            return "resolved " + value;
        }
    }

    record Replaced(int value) implements Serializable {
        @Serial
        Object writeReplace() {
            return "replaced " + value;
        }
    }

    /** An accessor that copies: components must be read from the fields. */
    record Copying(int[] data) implements Serializable {
        @Override
        public int[] data() {
            return data.clone();
        }

        int[] raw() {
            return data;
        }
    }

    /** Serializable, but no record: goes by JDK serialization. */
    static class Point implements Serializable {
        private static final long serialVersionUID = 1L;
        final int x;
        Object other;

        Point(int x, Object other) {
            this.x = x;
            this.other = other;
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Point p && p.x == x && Objects.equals(p.other, other);
        }

        @Override
        public int hashCode() {
            return x;
        }
    }

    static final class Unsendable {
        int field = 1;
    }

    static final class Holder implements Serializable {
        private static final long serialVersionUID = 1L;
        String name = "holder";
        transient Unsendable ignored = new Unsendable();
        Object client;

        Holder(Object client) {
            this.client = client;
        }
    }

    static final class Singleton implements Serializable {
        private static final long serialVersionUID = 1L;
        static final Singleton INSTANCE = new Singleton();

        @Serial
        Object readResolve() {
            return INSTANCE;
        }
    }

    public static final class External implements Externalizable {
        int value;

        public External() {}

        External(int value) {
            this.value = value;
        }

        @Override
        public void writeExternal(ObjectOutput out) throws IOException {
            out.writeInt(value);
        }

        @Override
        public void readExternal(ObjectInput in) throws IOException {
            value = in.readInt();
        }
    }

    static final class BadReader implements Serializable {
        private static final long serialVersionUID = 1L;

        @Serial
        private void readObject(ObjectInputStream in) {
            throw new AssertionError("readObject refuses");
        }
    }

    static final class BadWriter implements Serializable {
        private static final long serialVersionUID = 1L;

        @Serial
        private void writeObject(java.io.ObjectOutputStream out) {
            throw new IllegalStateException("writeObject refuses");
        }
    }

    static final class Node implements Serializable {
        private static final long serialVersionUID = 1L;
        Node next;
    }

    record Link(Object next) {}

    /** Lambdas that capture {@code this}. */
    static final class Cap {
        int field = 7;

        Task<Integer> go() {
            return () -> field + 1;
        }
    }

    static final class SerializableCap implements Serializable {
        private static final long serialVersionUID = 1L;
        int field = 7;
        Object client;

        Task<Integer> go() {
            return () -> field + (client == null ? 0 : 1);
        }
    }

    static int twice(int value) {
        return 2 * value;
    }

    static Task<Integer> capturing(int value) {
        return () -> value * 10;
    }

    static Task<String> capturing(long first, Object second, List<Object> third) {
        return () -> first + String.valueOf(second) + third;
    }

    static Fn<Integer, Integer> reference() {
        return Samples::twice;
    }
}
