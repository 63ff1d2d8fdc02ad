package dev.procession.internal.manager;

import dev.procession.function.Fn;
import dev.procession.function.Fn2;
import dev.procession.internal.proxy.ObjectKind;
import dev.procession.internal.proxy.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What maps have in common, ordered or not. A call is of the whole map, or of a view of it. */
abstract class ManagedMap extends ManagedObject {

    /** An entry: its key as it came, its value now, and where it stands among the others. */
    static final class Node {
        private final EncodedValue key;
        private final long place;
        private EncodedValue value;

        Node(EncodedValue key, long place, EncodedValue value) {
            this.key = key;
            this.place = place;
            this.value = value;
        }

        EncodedValue key() {
            return key;
        }

        long place() {
            return place;
        }

        EncodedValue value() {
            return value;
        }
    }

    ManagedMap(ObjectHost host, ObjectKind kind) {
        super(host, kind);
    }

    /** Which entries a call is about; read before its arguments. */
    abstract Map<Object, Node> target(Invocation invocation);

    /** All entries. */
    abstract Map<Object, Node> whole();

    /** A place for a new entry. */
    abstract long newPlace();

    /** An entry has come. */
    abstract void come(Node node);

    /** An entry has gone. */
    abstract void gone(Node node);

    /** All entries of a call's target have gone. */
    abstract void cleared();

    /**
     * Whether looking for the key that begins so many bytes behind what {@link #target} reads comes to no the user's
     * code; asked of the whole map only.
     */
    abstract boolean findsBriefly(Invocation invocation, int ahead);

    /** How many bytes {@link #target} reads if the whole map is meant; -1 if it is not. */
    abstract int bytesOfTarget(Invocation invocation);

    @Override
    public boolean isBrief(Invocation invocation) {
        int start = bytesOfTarget(invocation);
        // Where a view begins and ends is for keys to say, and keys may be the user's.
        return start >= 0
                && switch (invocation.operation()) {
                    case Operation.GET, Operation.CONTAINS, Operation.REMOVE, Operation.REPLACE ->
                        findsBriefly(invocation, start);
                    case Operation.PUT, Operation.PUT_IF_ABSENT -> findsBriefly(invocation, start + Integer.BYTES);
                    case Operation.REMOVE_PAIR, Operation.REPLACE_PAIR ->
                        invocation.isPlainAt(start + Integer.BYTES)
                                && findsBriefly(
                                        invocation, start + EncodedValue.bytesIfPlain(invocation.source(), start));
                    default -> super.isBrief(invocation);
                };
    }

    @Override
    public boolean perform(Invocation invocation) throws Exception {
        Map<Object, Node> target = target(invocation);
        ReplyBuilder builder = invocation.answer();
        switch (invocation.operation()) {
            case Operation.SIZE -> builder.putInt(target.size());
            case Operation.CLEAR -> {
                target.clear();
                cleared();
            }
            case Operation.GET -> builder.putOptional(valueOf(target.get(invocation.<Object>getPresent("key"))));
            case Operation.CONTAINS -> builder.putFlag(target.containsKey(invocation.<Object>getPresent("key")));
            case Operation.PUT -> {
                EncodedValue key = invocation.getValue();
                builder.putOptional(put(target, decode(key), key, invocation.getValue()));
            }
            case Operation.PUT_IF_ABSENT -> putIfAbsent(invocation, target);
            case Operation.REMOVE -> builder.putOptional(valueOf(remove(target, invocation.getPresent("key"))));
            case Operation.REMOVE_PAIR -> {
                ValueMatcher expected = ValueMatcher.value(host(), invocation);
                Object key = invocation.getPresent("key");
                boolean equal = isEqual(target.get(key), expected);
                if (equal) {
                    remove(target, key);
                }
                builder.putFlag(equal);
            }
            case Operation.REPLACE -> {
                Node node = target.get(invocation.<Object>getPresent("key"));
                builder.putOptional(node == null ? null : set(node, invocation.getValue()));
            }
            case Operation.REPLACE_PAIR -> {
                ValueMatcher expected = ValueMatcher.value(host(), invocation);
                Node node = target.get(invocation.<Object>getPresent("key"));
                boolean equal = isEqual(node, expected);
                if (node != null && equal) {
                    set(node, invocation.getValue());
                }
                builder.putFlag(equal);
            }
            case Operation.CONTAINS_VALUE -> {
                ValueMatcher matcher = ValueMatcher.value(host(), invocation);
                builder.putFlag(target.values().stream().anyMatch(node -> matcher.isEqual(node.value())));
            }
            case Operation.PUT_ALL -> {
                while (invocation.getFlag()) {
                    EncodedValue key = invocation.getValue();
                    put(target, decode(key), key, invocation.getValue());
                }
            }
            case Operation.GET_ALL -> getAll(invocation, target);
            case Operation.COMPUTE, Operation.COMPUTE_IF_ABSENT, Operation.COMPUTE_IF_PRESENT, Operation.MERGE ->
                compute(invocation, target);
            case Operation.REPLACE_ALL -> replaceAll(invocation, target);
            case Operation.REMOVE_IF -> {
                List<Map.Entry<Object, Node>> passed = passing(invocation, target);
                passed.forEach(entry -> remove(target, entry.getKey()));
                builder.putFlag(!passed.isEmpty());
            }
            case Operation.FILTER -> putPairs(builder, passing(invocation, target));
            case Operation.FOR_EACH, Operation.TRANSFORM -> transform(invocation, target);
            case Operation.REDUCE -> reduce(invocation, target);
            default -> {
                return performOther(invocation, target);
            }
        }
        return true;
    }

    /** What not all maps can do. */
    boolean performOther(Invocation invocation, Map<Object, Node> target) {
        throw unknown(invocation);
    }

    // One entry.

    private Object decode(EncodedValue key) {
        Object decoded = host().decode(key);
        if (decoded == null) {
            throw new NullPointerException("key");
        }
        return decoded;
    }

    private static @Nullable EncodedValue valueOf(@Nullable Node node) {
        return node == null ? null : node.value();
    }

    private static boolean isEqual(@Nullable Node node, ValueMatcher expected) {
        return node != null && expected.isEqual(node.value());
    }

    /** Gives a key a value; returns the one before. */
    private @Nullable EncodedValue put(Map<Object, Node> target, Object key, EncodedValue keyForm, EncodedValue value) {
        Node node = target.get(key);
        if (node != null) {
            return set(node, value);
        }
        Node fresh = new Node(keyForm, newPlace(), value);
        // A view refuses what is out of its range.
        target.put(key, fresh);
        come(fresh);
        return null;
    }

    private static EncodedValue set(Node node, EncodedValue value) {
        EncodedValue before = node.value;
        node.value = value;
        return before;
    }

    private @Nullable Node remove(Map<Object, Node> target, Object key) {
        Node node = target.remove(key);
        if (node != null) {
            gone(node);
        }
        return node;
    }

    private void putIfAbsent(Invocation invocation, Map<Object, Node> target) {
        EncodedValue keyForm = invocation.getValue();
        Object key = decode(keyForm);
        Node node = target.get(key);
        invocation.answer().putOptional(valueOf(node));
        if (node == null) {
            put(target, key, keyForm, invocation.getValue());
        }
    }

    private void compute(Invocation invocation, Map<Object, Node> target) throws Exception {
        boolean isSought = invocation.operation() == Operation.COMPUTE_IF_PRESENT;
        EncodedValue keyForm = isSought ? null : invocation.getValue();
        Object key = keyForm == null ? invocation.getPresent("key") : decode(keyForm);
        Node node = target.get(key);
        EncodedValue result;
        switch (invocation.operation()) {
            case Operation.COMPUTE -> {
                Fn2<Object, @Nullable Object, @Nullable Object> function = invocation.getPresent("function");
                result = encodeNullable(function.call(key, node == null ? null : decode(node.value())));
            }
            case Operation.COMPUTE_IF_ABSENT -> {
                Fn<Object, @Nullable Object> function = invocation.getPresent("function");
                result = node == null ? encodeNullable(function.call(key)) : node.value();
            }
            case Operation.COMPUTE_IF_PRESENT -> {
                Fn2<Object, Object, @Nullable Object> function = invocation.getPresent("function");
                result = node == null ? null : encodeNullable(function.call(key, decode(node.value())));
            }
            default -> {
                EncodedValue value = invocation.getValue();
                Fn2<Object, Object, @Nullable Object> function = invocation.getPresent("function");
                result = node == null ? value : encodeNullable(function.call(decode(node.value()), decode(value)));
            }
        }
        if (result == null) {
            remove(target, key);
        } else if (node != null) {
            set(node, result);
        } else if (keyForm != null) {
            put(target, key, keyForm, result);
        }
        invocation.answer().putOptional(result);
    }

    private @Nullable EncodedValue encodeNullable(@Nullable Object result) {
        return result == null ? null : encode(result);
    }

    // Many entries.

    private void getAll(Invocation invocation, Map<Object, Node> target) {
        List<Map.Entry<Object, Node>> found = new ArrayList<>();
        for (int left = invocation.getInt(); left > 0; left--) {
            Object key = decode(invocation.getSought());
            Node node = target.get(key);
            if (node != null) {
                found.add(Map.entry(key, node));
            }
        }
        putPairs(invocation.answer(), found);
    }

    private static void putPairs(ReplyBuilder builder, List<Map.Entry<Object, Node>> entries) {
        builder.putInt(entries.size());
        for (Map.Entry<Object, Node> entry : entries) {
            builder.putValue(entry.getValue().key()).putValue(entry.getValue().value());
        }
    }

    private void replaceAll(Invocation invocation, Map<Object, Node> target) throws Exception {
        Fn2<Object, Object, Object> function = invocation.getPresent("function");
        List<Map.Entry<Node, EncodedValue>> replaced = new ArrayList<>(target.size());
        for (Map.Entry<Object, Node> entry : target.entrySet()) {
            Object result =
                    function.call(entry.getKey(), decode(entry.getValue().value()));
            if (result == null) {
                throw new NullPointerException("the function's result for key " + entry.getKey());
            }
            replaced.add(Map.entry(entry.getValue(), encode(result)));
        }
        replaced.forEach(entry -> set(entry.getKey(), entry.getValue()));
    }

    private List<Map.Entry<Object, Node>> passing(Invocation invocation, Map<Object, Node> target) throws Exception {
        Fn2<Object, Object, Boolean> test = invocation.getPresent("test");
        List<Map.Entry<Object, Node>> passed = new ArrayList<>();
        for (Map.Entry<Object, Node> entry : target.entrySet()) {
            if (test.call(entry.getKey(), decode(entry.getValue().value()))) {
                passed.add(Map.entry(entry.getKey(), entry.getValue()));
            }
        }
        return passed;
    }

    private void transform(Invocation invocation, Map<Object, Node> target) throws Exception {
        Fn2<Object, Object, @Nullable Object> function = invocation.getPresent("function");
        boolean keeps = invocation.operation() == Operation.TRANSFORM;
        if (keeps) {
            invocation.answer().putInt(target.size());
        }
        for (Map.Entry<Object, Node> entry : target.entrySet()) {
            Object result =
                    function.call(entry.getKey(), decode(entry.getValue().value()));
            if (keeps) {
                invocation.answer().putObject(result);
            }
        }
    }

    private void reduce(Invocation invocation, Map<Object, Node> target) throws Exception {
        Fn2<Object, Object, Object> map = invocation.getPresent("map");
        Fn2<Object, Object, Object> combine = invocation.getPresent("combine");
        Object result = null;
        for (Map.Entry<Object, Node> entry : target.entrySet()) {
            Object one = map.call(entry.getKey(), decode(entry.getValue().value()));
            result = result == null ? one : combine.call(result, one);
        }
        invocation.answer().putFlag(result != null);
        if (result != null) {
            invocation.answer().putObject(result);
        }
    }

    @Override
    final void trace(Consumer<? super EncodedValue> visitor) {
        for (Node node : whole().values()) {
            visitor.accept(node.key());
            visitor.accept(node.value());
        }
    }
}
