package dev.procession.internal.manager;

import dev.procession.internal.proxy.ObjectKind;
import dev.procession.internal.proxy.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A set, in the order in which its elements came. */
final class SetThing extends Thing {
    private final Map<Object, Node> nodes = new HashMap<>();
    private final Places<Node> places = new Places<>();

    private record Node(Object element, Value value, long place) {}

    SetThing(ManagerServer server) {
        super(server, ObjectKind.SET);
    }

    @Override
    boolean isBrief(Call call) {
        return switch (call.operation()) {
            case Operation.ADD -> call.isNextValuePlain();
            case Operation.CONTAINS, Operation.REMOVE -> call.isNextPlain();
            default -> super.isBrief(call);
        };
    }

    @Override
    boolean perform(Call call) throws Exception {
        Answer answer = call.answer();
        switch (call.operation()) {
            case Operation.SIZE -> answer.putInt(nodes.size());
            case Operation.CLEAR -> {
                nodes.clear();
                places.clear();
            }
            case Operation.CONTAINS -> answer.putFlag(nodes.containsKey(call.<Object>getPresent("element")));
            case Operation.ADD -> answer.putFlag(add(call.getValue()));
            case Operation.ADD_ALL -> {
                boolean any = false;
                for (int left = call.getInt(); left > 0; left--) {
                    any |= add(call.getValue());
                }
                answer.putFlag(any);
            }
            case Operation.REMOVE -> answer.putFlag(remove(nodes.get(call.<Object>getPresent("element"))));
            case Operation.REMOVE_ALL -> answer.putFlag(removeAll(call));
            case Operation.REMOVE_PLACE -> answer.putFlag(remove(places.get(call.getLong())));
            case Operation.PAGE ->
                places.page(answer, call.getFlag(), call.getLong(), (page, node) -> page.putValue(node.value()));
            case Operation.FILTER -> Bulk.filter(server(), call, values());
            case Operation.TRANSFORM -> Bulk.transform(server(), call, values());
            case Operation.REDUCE -> Bulk.reduce(server(), call, values());
            case Operation.REMOVE_IF -> answer.putFlag(removeIf(call));
            default -> throw unknown(call);
        }
        return true;
    }

    private boolean add(Value value) {
        Object element = server().decode(value);
        if (element == null || nodes.containsKey(element)) {
            return false;
        }
        Node node = new Node(element, value, places.takeLast());
        nodes.put(element, node);
        places.put(node.place(), node);
        return true;
    }

    private boolean remove(@Nullable Node node) {
        if (node == null) {
            return false;
        }
        nodes.remove(node.element());
        places.remove(node.place());
        return true;
    }

    private boolean removeAll(Call call) {
        boolean retain = call.getFlag();
        Set<Object> named = new HashSet<>();
        for (int left = call.getInt(); left > 0; left--) {
            Object element = server().decode(call.getSought());
            if (element != null) {
                named.add(element);
            }
        }
        boolean any = false;
        for (Node node : List.copyOf(places.all())) {
            if (named.contains(node.element()) != retain) {
                any |= remove(node);
            }
        }
        return any;
    }

    private boolean removeIf(Call call) throws Exception {
        List<Node> all = List.copyOf(places.all());
        boolean[] passed = Bulk.test(server(), call, values());
        boolean any = false;
        for (int i = 0; i < passed.length; i++) {
            any |= passed[i] && remove(all.get(i));
        }
        return any;
    }

    private List<Value> values() {
        List<Value> values = new ArrayList<>(nodes.size());
        places.all().forEach(node -> values.add(node.value()));
        return values;
    }

    @Override
    void trace(Consumer<? super Value> visitor) {
        values().forEach(visitor);
    }
}
