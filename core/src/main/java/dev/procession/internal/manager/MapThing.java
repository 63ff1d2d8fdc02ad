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
abstract class MapThing extends Thing {

    /** An entry: its key as it came, its value now, and where it stands among the others. */
    static final class Node {
        private final Value key;
        private final long place;
        private Value value;

        Node(Value key, long place, Value value) {
            this.key = key;
            this.place = place;
            this.value = value;
        }

        Value key() {
            return key;
        }

        long place() {
            return place;
        }

        Value value() {
            return value;
        }
    }

    MapThing(ManagerServer server, ObjectKind kind) {
        super(server, kind);
    }

    /** Which entries a call is about; read before its arguments. */
    abstract Map<Object, Node> target(Call call);

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

    /** Whether looking for the key that begins so many bytes behind what {@link #target} reads comes to no code of the user's; asked of the whole map only. */
    abstract boolean findsBriefly(Call call, int ahead);

    /** How many bytes {@link #target} reads if the whole map is meant; -1 if it is not. */
    abstract int bytesOfTarget(Call call);

    @Override
    boolean isBrief(Call call) {
        int start = bytesOfTarget(call);
        // Where a view begins and ends is for keys to say, and keys may be the user's.
        return start >= 0
                && switch (call.operation()) {
                    case Operation.GET, Operation.CONTAINS, Operation.REMOVE, Operation.REPLACE ->
                        findsBriefly(call, start);
                    case Operation.PUT, Operation.PUT_IF_ABSENT -> findsBriefly(call, start + Integer.BYTES);
                    case Operation.REMOVE_PAIR, Operation.REPLACE_PAIR ->
                        call.isPlainAt(start + Integer.BYTES)
                                && findsBriefly(call, start + Value.bytesIfPlain(call.source(), start));
                    default -> super.isBrief(call);
                };
    }

    @Override
    boolean perform(Call call) throws Exception {
        Map<Object, Node> target = target(call);
        Answer answer = call.answer();
        switch (call.operation()) {
            case Operation.SIZE -> answer.putInt(target.size());
            case Operation.CLEAR -> {
                target.clear();
                cleared();
            }
            case Operation.GET -> answer.putOptional(valueOf(target.get(call.<Object>getPresent("key"))));
            case Operation.CONTAINS -> answer.putFlag(target.containsKey(call.<Object>getPresent("key")));
            case Operation.PUT -> {
                Value key = call.getValue();
                answer.putOptional(put(target, decode(key), key, call.getValue()));
            }
            case Operation.PUT_IF_ABSENT -> putIfAbsent(call, target);
            case Operation.REMOVE -> answer.putOptional(valueOf(remove(target, call.getPresent("key"))));
            case Operation.REMOVE_PAIR -> {
                Sought expected = Sought.value(server(), call);
                Object key = call.getPresent("key");
                boolean equal = isEqual(target.get(key), expected);
                if (equal) {
                    remove(target, key);
                }
                answer.putFlag(equal);
            }
            case Operation.REPLACE -> {
                Node node = target.get(call.<Object>getPresent("key"));
                answer.putOptional(node == null ? null : set(node, call.getValue()));
            }
            case Operation.REPLACE_PAIR -> {
                Sought expected = Sought.value(server(), call);
                Node node = target.get(call.<Object>getPresent("key"));
                boolean equal = isEqual(node, expected);
                if (node != null && equal) {
                    set(node, call.getValue());
                }
                answer.putFlag(equal);
            }
            case Operation.CONTAINS_VALUE -> {
                Sought sought = Sought.value(server(), call);
                answer.putFlag(target.values().stream().anyMatch(node -> sought.isEqual(node.value())));
            }
            case Operation.PUT_ALL -> {
                while (call.getFlag()) {
                    Value key = call.getValue();
                    put(target, decode(key), key, call.getValue());
                }
            }
            case Operation.GET_ALL -> getAll(call, target);
            case Operation.COMPUTE, Operation.COMPUTE_IF_ABSENT, Operation.COMPUTE_IF_PRESENT, Operation.MERGE ->
                compute(call, target);
            case Operation.REPLACE_ALL -> replaceAll(call, target);
            case Operation.REMOVE_IF -> {
                List<Map.Entry<Object, Node>> passed = passing(call, target);
                passed.forEach(entry -> remove(target, entry.getKey()));
                answer.putFlag(!passed.isEmpty());
            }
            case Operation.FILTER -> putPairs(answer, passing(call, target));
            case Operation.FOR_EACH, Operation.TRANSFORM -> transform(call, target);
            case Operation.REDUCE -> reduce(call, target);
            default -> {
                return performOther(call, target);
            }
        }
        return true;
    }

    /** What not all maps can do. */
    boolean performOther(Call call, Map<Object, Node> target) {
        throw unknown(call);
    }

    // One entry.

    private Object decode(Value key) {
        Object decoded = server().decode(key);
        if (decoded == null) {
            throw new NullPointerException("key");
        }
        return decoded;
    }

    private static @Nullable Value valueOf(@Nullable Node node) {
        return node == null ? null : node.value();
    }

    private static boolean isEqual(@Nullable Node node, Sought expected) {
        return node != null && expected.isEqual(node.value());
    }

    /** Gives a key a value; returns the one before. */
    private @Nullable Value put(Map<Object, Node> target, Object key, Value keyForm, Value value) {
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

    private static Value set(Node node, Value value) {
        Value before = node.value;
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

    private void putIfAbsent(Call call, Map<Object, Node> target) {
        Value keyForm = call.getValue();
        Object key = decode(keyForm);
        Node node = target.get(key);
        call.answer().putOptional(valueOf(node));
        if (node == null) {
            put(target, key, keyForm, call.getValue());
        }
    }

    private void compute(Call call, Map<Object, Node> target) throws Exception {
        boolean isSought = call.operation() == Operation.COMPUTE_IF_PRESENT;
        Value keyForm = isSought ? null : call.getValue();
        Object key = keyForm == null ? call.getPresent("key") : decode(keyForm);
        Node node = target.get(key);
        Value result;
        switch (call.operation()) {
            case Operation.COMPUTE -> {
                Fn2<Object, @Nullable Object, @Nullable Object> function = call.getPresent("function");
                result = encode(function.call(key, node == null ? null : decode(node.value())));
            }
            case Operation.COMPUTE_IF_ABSENT -> {
                Fn<Object, @Nullable Object> function = call.getPresent("function");
                result = node == null ? encode(function.call(key)) : node.value();
            }
            case Operation.COMPUTE_IF_PRESENT -> {
                Fn2<Object, Object, @Nullable Object> function = call.getPresent("function");
                result = node == null ? null : encode(function.call(key, decode(node.value())));
            }
            default -> {
                Value value = call.getValue();
                Fn2<Object, Object, @Nullable Object> function = call.getPresent("function");
                result = node == null ? value : encode(function.call(decode(node.value()), decode(value)));
            }
        }
        if (result == null) {
            remove(target, key);
        } else if (node != null) {
            set(node, result);
        } else if (keyForm != null) {
            put(target, key, keyForm, result);
        }
        call.answer().putOptional(result);
    }

    private @Nullable Value encode(@Nullable Object result) {
        return result == null ? null : server().encode(this, result);
    }

    // Many entries.

    private void getAll(Call call, Map<Object, Node> target) {
        List<Map.Entry<Object, Node>> found = new ArrayList<>();
        for (int left = call.getInt(); left > 0; left--) {
            Object key = decode(call.getSought());
            Node node = target.get(key);
            if (node != null) {
                found.add(Map.entry(key, node));
            }
        }
        putPairs(call.answer(), found);
    }

    private static void putPairs(Answer answer, List<Map.Entry<Object, Node>> entries) {
        answer.putInt(entries.size());
        for (Map.Entry<Object, Node> entry : entries) {
            answer.putValue(entry.getValue().key()).putValue(entry.getValue().value());
        }
    }

    private void replaceAll(Call call, Map<Object, Node> target) throws Exception {
        Fn2<Object, Object, Object> function = call.getPresent("function");
        List<Map.Entry<Node, Value>> replaced = new ArrayList<>(target.size());
        for (Map.Entry<Object, Node> entry : target.entrySet()) {
            Object result =
                    function.call(entry.getKey(), decode(entry.getValue().value()));
            if (result == null) {
                throw new NullPointerException("the function's result for key " + entry.getKey());
            }
            replaced.add(Map.entry(entry.getValue(), server().encode(this, result)));
        }
        replaced.forEach(entry -> set(entry.getKey(), entry.getValue()));
    }

    private List<Map.Entry<Object, Node>> passing(Call call, Map<Object, Node> target) throws Exception {
        Fn2<Object, Object, Boolean> test = call.getPresent("test");
        List<Map.Entry<Object, Node>> passed = new ArrayList<>();
        for (Map.Entry<Object, Node> entry : target.entrySet()) {
            if (test.call(entry.getKey(), decode(entry.getValue().value()))) {
                passed.add(Map.entry(entry.getKey(), entry.getValue()));
            }
        }
        return passed;
    }

    private void transform(Call call, Map<Object, Node> target) throws Exception {
        Fn2<Object, Object, @Nullable Object> function = call.getPresent("function");
        boolean keeps = call.operation() == Operation.TRANSFORM;
        if (keeps) {
            call.answer().putInt(target.size());
        }
        for (Map.Entry<Object, Node> entry : target.entrySet()) {
            Object result =
                    function.call(entry.getKey(), decode(entry.getValue().value()));
            if (keeps) {
                call.answer().putObject(result);
            }
        }
    }

    private void reduce(Call call, Map<Object, Node> target) throws Exception {
        Fn2<Object, Object, Object> map = call.getPresent("map");
        Fn2<Object, Object, Object> combine = call.getPresent("combine");
        Object result = null;
        for (Map.Entry<Object, Node> entry : target.entrySet()) {
            Object one = map.call(entry.getKey(), decode(entry.getValue().value()));
            result = result == null ? one : combine.call(result, one);
        }
        call.answer().putFlag(result != null);
        if (result != null) {
            call.answer().putObject(result);
        }
    }

    @Override
    final void trace(Consumer<? super Value> visitor) {
        for (Node node : whole().values()) {
            visitor.accept(node.key());
            visitor.accept(node.value());
        }
    }
}
