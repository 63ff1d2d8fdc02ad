package dev.procession.internal.manager;

import dev.procession.internal.proxy.ObjectKind;
import dev.procession.internal.proxy.EntryQuery;
import dev.procession.internal.proxy.Operation;
import dev.procession.internal.proxy.SubMapPath;
import java.util.Comparator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A map in the order of its keys. Each call says first which view of it is meant. */
final class OrderedMapThing extends MapThing {
    private final TreeMap<Object, Node> nodes;

    /** A map in the order of {@code comparator}; in the natural one if that is {@code null}. */
    OrderedMapThing(ManagerServer server, @Nullable Comparator<Object> comparator) {
        super(server, ObjectKind.NAVIGABLE_MAP);
        nodes = new TreeMap<>(comparator);
    }

    @Override
    boolean isBrief(Call call) {
        return switch (call.operation()) {
            case Operation.PAGE -> false;
            case Operation.NEAR ->
                bytesOfTarget(call) == 1 && (EntryQuery.isKeyless(call.source().peek(1)) || findsBriefly(call, 2));
            default -> super.isBrief(call);
        };
    }

    @Override
    boolean findsBriefly(Call call, int ahead) {
        return nodes.comparator() == null && call.isPlainAt(ahead);
    }

    @Override
    int bytesOfTarget(Call call) {
        return call.source().peek(0) == 0 ? 1 : -1;
    }

    @Override
    NavigableMap<Object, Node> target(Call call) {
        return SubMapPath.of(nodes, call.source(), server().codec(), server().loader());
    }

    @Override
    Map<Object, Node> whole() {
        return nodes;
    }

    @Override
    long newPlace() {
        return 0;
    }

    @Override
    void come(Node node) {}

    @Override
    void gone(Node node) {}

    @Override
    void cleared() {}

    @Override
    boolean performOther(Call call, Map<Object, Node> target) {
        NavigableMap<Object, Node> view = (NavigableMap<Object, Node>) target;
        switch (call.operation()) {
            case Operation.PAGE -> page(call, view);
            case Operation.NEAR -> putEntry(call.answer(), near(call, view));
            case Operation.COMPARATOR -> call.answer().putObject(view.comparator());
            case Operation.CHECK_VIEW -> {
                // That the view could be made is the answer.
            }
            default -> throw unknown(call);
        }
        return true;
    }

    private static void page(Call call, NavigableMap<Object, Node> view) {
        NavigableMap<Object, Node> rest = call.getFlag() ? view.tailMap(call.getPresent("key"), false) : view;
        Places.page(
                call.answer(),
                rest.values(),
                (page, node) -> page.putLong(0).putValue(node.key()).putValue(node.value()));
    }

    private static void putEntry(Answer answer, Map.@Nullable Entry<Object, Node> entry) {
        answer.putFlag(entry != null);
        if (entry != null) {
            answer.putValue(entry.getValue().key()).putValue(entry.getValue().value());
        }
    }

    private static Map.@Nullable Entry<Object, Node> near(Call call, NavigableMap<Object, Node> view) {
        return switch (EntryQuery.of(call.source().getByte())) {
            case LOWER -> view.lowerEntry(call.getPresent("key"));
            case FLOOR -> view.floorEntry(call.getPresent("key"));
            case CEILING -> view.ceilingEntry(call.getPresent("key"));
            case HIGHER -> view.higherEntry(call.getPresent("key"));
            case FIRST -> view.firstEntry();
            case LAST -> view.lastEntry();
            case POLL_FIRST -> view.pollFirstEntry();
            case POLL_LAST -> view.pollLastEntry();
        };
    }
}
