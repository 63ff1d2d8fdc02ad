package dev.procession.internal.manager;

import dev.procession.internal.proxy.ObjectKind;
import dev.procession.internal.proxy.Operation;
import java.util.HashMap;
import java.util.Map;

/** A map that is in no order but that in which its keys came. */
final class ManagedHashMap extends ManagedMap {
    private final Map<Object, Node> nodes = new HashMap<>();
    private final SequencedStore<Node> sequence = new SequencedStore<>();

    /** A map, or the map of a namespace. */
    ManagedHashMap(ObjectHost host, ObjectKind kind) {
        super(host, kind);
    }

    @Override
    Map<Object, Node> target(Invocation invocation) {
        return nodes;
    }

    @Override
    Map<Object, Node> whole() {
        return nodes;
    }

    @Override
    long newPlace() {
        return sequence.takeLast();
    }

    @Override
    void come(Node node) {
        sequence.put(node.place(), node);
    }

    @Override
    void gone(Node node) {
        sequence.remove(node.place());
    }

    @Override
    void cleared() {
        sequence.clear();
    }

    @Override
    boolean findsBriefly(Invocation invocation, int ahead) {
        return invocation.isPlainAt(ahead);
    }

    @Override
    int bytesOfTarget(Invocation invocation) {
        return 0;
    }

    @Override
    boolean performOther(Invocation invocation, Map<Object, Node> target) {
        if (invocation.operation() != Operation.PAGE) {
            throw unknown(invocation);
        }
        sequence.page(
                invocation.answer(),
                false,
                invocation.getLong(),
                (page, node) -> page.putValue(node.key()).putValue(node.value()));
        return true;
    }
}
