package dev.procession.internal.manager;

import dev.procession.internal.proxy.ObjectKind;
import dev.procession.internal.proxy.Operation;
import java.util.HashMap;
import java.util.Map;

/** A map that is in no order but that in which its keys came. */
final class HashedMapThing extends MapThing {
    private final Map<Object, Node> nodes = new HashMap<>();
    private final Places<Node> places = new Places<>();

    /** A map, or the map of a namespace. */
    HashedMapThing(ManagerServer server, ObjectKind kind) {
        super(server, kind);
    }

    @Override
    Map<Object, Node> target(Call call) {
        return nodes;
    }

    @Override
    Map<Object, Node> whole() {
        return nodes;
    }

    @Override
    long newPlace() {
        return places.takeLast();
    }

    @Override
    void come(Node node) {
        places.put(node.place(), node);
    }

    @Override
    void gone(Node node) {
        places.remove(node.place());
    }

    @Override
    void cleared() {
        places.clear();
    }

    @Override
    boolean findsBriefly(Call call, int ahead) {
        return call.isPlainAt(ahead);
    }

    @Override
    int bytesOfTarget(Call call) {
        return 0;
    }

    @Override
    boolean performOther(Call call, Map<Object, Node> target) {
        if (call.operation() != Operation.PAGE) {
            throw unknown(call);
        }
        places.page(
                call.answer(),
                false,
                call.getLong(),
                (page, node) -> page.putValue(node.key()).putValue(node.value()));
        return true;
    }
}
