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
final class ManagedSet extends ManagedObject {
    private final Map<Object, Node> nodes = new HashMap<>();
    private final SequencedStore<Node> sequence = new SequencedStore<>();

    private record Node(Object element, EncodedValue value, long place) {}

    ManagedSet(ObjectHost host) {
        super(host, ObjectKind.SET);
    }

    @Override
    public boolean isBrief(Invocation invocation) {
        return switch (invocation.operation()) {
            case Operation.ADD -> invocation.isNextValuePlain();
            case Operation.CONTAINS, Operation.REMOVE -> invocation.isNextPlain();
            default -> super.isBrief(invocation);
        };
    }

    @Override
    public boolean perform(Invocation invocation) throws Exception {
        ReplyBuilder builder = invocation.answer();
        switch (invocation.operation()) {
            case Operation.SIZE -> builder.putInt(nodes.size());
            case Operation.CLEAR -> {
                nodes.clear();
                sequence.clear();
            }
            case Operation.CONTAINS -> builder.putFlag(nodes.containsKey(invocation.<Object>getPresent("element")));
            case Operation.ADD -> builder.putFlag(add(invocation.getValue()));
            case Operation.ADD_ALL -> {
                boolean any = false;
                for (int left = invocation.getInt(); left > 0; left--) {
                    any |= add(invocation.getValue());
                }
                builder.putFlag(any);
            }
            case Operation.REMOVE -> builder.putFlag(remove(nodes.get(invocation.<Object>getPresent("element"))));
            case Operation.REMOVE_ALL -> builder.putFlag(removeAll(invocation));
            case Operation.REMOVE_PLACE -> builder.putFlag(remove(sequence.get(invocation.getLong())));
            case Operation.PAGE ->
                sequence.page(
                        builder,
                        invocation.getFlag(),
                        invocation.getLong(),
                        (page, node) -> page.putValue(node.value()));
            case Operation.FILTER -> BulkOperations.filter(host(), invocation, values());
            case Operation.TRANSFORM -> BulkOperations.transform(host(), invocation, values());
            case Operation.REDUCE -> BulkOperations.reduce(host(), invocation, values());
            case Operation.REMOVE_IF -> builder.putFlag(removeIf(invocation));
            default -> throw unknown(invocation);
        }
        return true;
    }

    private boolean add(EncodedValue value) {
        Object element = host().decode(value);
        if (element == null || nodes.containsKey(element)) {
            return false;
        }
        Node node = new Node(element, value, sequence.takeLast());
        nodes.put(element, node);
        sequence.put(node.place(), node);
        return true;
    }

    private boolean remove(@Nullable Node node) {
        if (node == null) {
            return false;
        }
        nodes.remove(node.element());
        sequence.remove(node.place());
        return true;
    }

    private boolean removeAll(Invocation invocation) {
        boolean retain = invocation.getFlag();
        Set<Object> named = new HashSet<>();
        for (int left = invocation.getInt(); left > 0; left--) {
            Object element = host().decode(invocation.getSought());
            if (element != null) {
                named.add(element);
            }
        }
        boolean any = false;
        for (Node node : List.copyOf(sequence.all())) {
            if (named.contains(node.element()) != retain) {
                any |= remove(node);
            }
        }
        return any;
    }

    private boolean removeIf(Invocation invocation) throws Exception {
        List<Node> all = List.copyOf(sequence.all());
        boolean[] passed = BulkOperations.test(host(), invocation, values());
        boolean any = false;
        for (int i = 0; i < passed.length; i++) {
            any |= passed[i] && remove(all.get(i));
        }
        return any;
    }

    private List<EncodedValue> values() {
        List<EncodedValue> values = new ArrayList<>(nodes.size());
        sequence.all().forEach(node -> values.add(node.value()));
        return values;
    }

    @Override
    void trace(Consumer<? super EncodedValue> visitor) {
        values().forEach(visitor);
    }
}
