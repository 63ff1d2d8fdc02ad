package dev.procession.internal.codec;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;

/**
 * The parts of known gadget chains, written anew: the shapes of Commons Collections, Commons BeanUtils, Groovy and
 * ROME, whose ends do nothing but note that they were reached.
 */
@NullUnmarked // values of any kind
@SuppressWarnings({"serial", "ReferenceEquality"
}) // fields of any type are the point; maps that are asked would begin a chain here
final class GadgetChains {
    /** Which ends were reached. */
    static final List<String> REACHED = new ArrayList<>();

    private GadgetChains() {}

    interface Transformer {
        Object transform(Object input);
    }

    /** Calls a method by name: the end of most chains. */
    record Invoker(String method) implements Transformer, Serializable {
        @Override
        public Object transform(Object input) {
            REACHED.add(method);
            return input;
        }
    }

    /** Answers always the same. */
    record Constant(Object value) implements Transformer, Serializable {
        @Override
        public Object transform(Object input) {
            return value;
        }
    }

    /** One after another. */
    static final class Chained implements Transformer, Serializable {
        private static final long serialVersionUID = 1L;
        private final Transformer[] parts;

        Chained(Transformer... parts) {
            this.parts = parts;
        }

        @Override
        public Object transform(Object input) {
            Object value = input;
            for (Transformer each : parts) {
                value = each.transform(value);
            }
            return value;
        }
    }

    /** Makes what is asked for. */
    static final class Lazy extends AbstractMap<Object, Object> implements Serializable {
        private static final long serialVersionUID = 1L;
        private final Transformer factory;

        Lazy(Transformer factory) {
            this.factory = factory;
        }

        @Override
        public Object get(Object key) {
            return factory.transform(key);
        }

        @Override
        public Set<Entry<Object, Object>> entrySet() {
            return Set.of();
        }
    }

    /** A key whose hash code asks a map. */
    static final class Tied implements Serializable {
        private static final long serialVersionUID = 1L;
        private final Map<Object, Object> map;

        Tied(Map<Object, Object> map) {
            this.map = map;
        }

        @Override
        public int hashCode() {
            return map == null ? 0 : String.valueOf(map.get("key")).length();
        }

        @Override
        public boolean equals(Object other) {
            return this == other || (other instanceof Tied tied && tied.map == map);
        }

        @Override
        public String toString() {
            return String.valueOf(map.get("key"));
        }
    }

    /** Compares by what a transformer makes. */
    record Transforming(Transformer transformer) implements Comparator<Object>, Serializable {
        @Override
        public int compare(Object one, Object other) {
            transformer.transform(one);
            transformer.transform(other);
            return 0;
        }
    }

    /** Asks what it is given when it is read, as annotation handlers did. */
    static final class Asking implements Serializable {
        private static final long serialVersionUID = 1L;
        private final Map<Object, Object> map;

        Asking(Map<Object, Object> map) {
            this.map = map;
        }

        @Serial
        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            map.get("value");
        }
    }

    /** Resolves itself to what an end makes. */
    static final class Resolving implements Serializable {
        private static final long serialVersionUID = 1L;
        private final Transformer transformer;

        Resolving(Transformer transformer) {
            this.transformer = transformer;
        }

        @Serial
        Object readResolve() {
            return transformer.transform(this);
        }
    }

    /** Does its harm with the components of a record, in the constructor. */
    record Constructing(Transformer transformer) implements Serializable {
        Constructing {
            transformer.transform("constructed");
        }
    }

    /** A map in which something stands as a key that was not hashed here. */
    static Map<Object, Object> keyed(Tied key) {
        try {
            Map<Object, Object> map = new HashMap<>();
            Tied placeholder = new Tied(null);
            map.put(placeholder, 1);
            var field = Tied.class.getDeclaredField("map");
            field.setAccessible(true);
            field.set(placeholder, key.map);
            return map;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("a field of this class", e);
        }
    }
}
