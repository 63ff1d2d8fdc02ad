package dev.procession.internal.codec;

import dev.procession.codec.Reducer;
import dev.procession.function.Fn;
import dev.procession.function.Task;
import java.io.Externalizable;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.Serial;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.NullUnmarked;

/** One of each kind of class that a gate must tell from others. Every one notes when it is initialized or used. */
@NullUnmarked // values of any kind
@SuppressWarnings("serial") // fields of any type are the point
final class StrictSamples {

    /** What the classes below did. */
    static final List<String> DONE = new ArrayList<>();

    private StrictSamples() {}

    static boolean did(String what) {
        return DONE.add(what);
    }

    record Order(int number, Object part) implements Serializable {
        static final boolean LOADED = did("Order");
    }

    /** Not serializable: the codec sends it, JDK serialization would not. */
    record Bare(Object part) {
        static final boolean LOADED = did("Bare");
    }

    enum Color {
        RED,
        GREEN {
            @Override
            int weight() {
                return 2;
            }
        };

        static final boolean LOADED = did("Color");

        int weight() {
            return 1;
        }
    }

    static class Base implements Serializable {
        private static final long serialVersionUID = 1L;
        static final boolean LOADED = did("Base");
        Object part;
    }

    static class Plain extends Base {
        private static final long serialVersionUID = 1L;
        static final boolean LOADED_TOO = did("Plain");

        Plain(Object part) {
            this.part = part;
        }
    }

    static final class Reading implements Serializable {
        private static final long serialVersionUID = 1L;

        @Serial
        private void readObject(ObjectInputStream in) {
            did("Reading.readObject");
        }
    }

    static final class Resolving implements Serializable {
        private static final long serialVersionUID = 1L;

        @Serial
        Object readResolve() {
            did("Resolving.readResolve");
            return new Random(1);
        }
    }

    record ResolvingRecord(int seed) implements Serializable {
        @Serial
        Object readResolve() {
            did("ResolvingRecord.readResolve");
            return new Random(seed);
        }
    }

    public static final class External implements Externalizable {
        public External() {
            did("External");
        }

        @Override
        public void writeExternal(ObjectOutput out) {}

        @Override
        public void readExternal(ObjectInput in) {
            did("External.readExternal");
        }
    }

    static final class Handler implements InvocationHandler, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) {
            did("Handler.invoke");
            return null;
        }
    }

    static final class ByRandom implements Comparator<Object>, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public int compare(Object one, Object other) {
            did("ByRandom.compare");
            return one.toString().compareTo(other.toString());
        }
    }

    static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1L;
        static final boolean LOADED = did("Failure");

        Failure(String message) {
            super(message);
        }
    }

    /** Sent by a reducer. */
    static final class Client {
        final String address;

        Client(String address) {
            this.address = address;
        }
    }

    record ClientState(String address) implements Serializable {
        @Serial
        Object readResolve() {
            did("ClientState.readResolve");
            return new Client(address);
        }
    }

    /** The same, but no record: by JDK serialization. */
    static final class ClientForm implements Serializable {
        private static final long serialVersionUID = 1L;
        private final String address;

        ClientForm(String address) {
            this.address = address;
        }

        @Serial
        Object readResolve() {
            return new Client(address);
        }
    }

    static Reducer<Client> reducer(boolean toRecord) {
        return new Reducer<>() {
            @Override
            public Class<Client> type() {
                return Client.class;
            }

            @Override
            public Serializable reduce(Client value) {
                return toRecord ? new ClientState(value.address) : new ClientForm(value.address);
            }
        };
    }

    /** A record whose constructor copies, as good ones do. */
    record Copying(List<Object> parts) implements Serializable {
        Copying {
            parts = List.copyOf(parts);
        }
    }

    static Task<Object> task(Object captured) {
        return () -> captured;
    }

    static Fn<String, Integer> length() {
        return String::length;
    }

    static Fn<Object, Object> referenceInto() {
        return Other::twice;
    }

    static Fn<Runtime, Object> memory() {
        return Runtime::freeMemory;
    }

    static Fn<String, Object> lookUp() {
        return Class::forName;
    }

    /** Whose method another class refers to. */
    static final class Other {
        private Other() {}

        static Object twice(Object value) {
            return List.of(value, value);
        }
    }
}
