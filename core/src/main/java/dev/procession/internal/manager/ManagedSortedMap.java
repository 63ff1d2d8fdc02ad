package dev.procession.internal.manager;

import dev.procession.internal.proxy.EntryQuery;
import dev.procession.internal.proxy.ObjectKind;
import dev.procession.internal.proxy.Operation;
import dev.procession.internal.proxy.SubMapPath;
import java.util.Comparator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A map in the order of its keys. Each call says first which view of it is meant. */
final class ManagedSortedMap extends ManagedMap {
    private final TreeMap<Object, Node> nodes;

    /** A map in the order of {@code comparator}; in the natural one if that is {@code null}. */
    ManagedSortedMap(ObjectHost host, @Nullable Comparator<Object> comparator) {
        super(host, ObjectKind.NAVIGABLE_MAP);
        nodes = new TreeMap<>(comparator);
    }

    @Override
    public boolean isBrief(Invocation invocation) {
        return switch (invocation.operation()) {
            case Operation.PAGE -> false;
            case Operation.NEAR ->
                bytesOfTarget(invocation) == 1
                        && (EntryQuery.isKeyless(invocation.source().peek(1)) || findsBriefly(invocation, 2));
            default -> super.isBrief(invocation);
        };
    }

    @Override
    boolean findsBriefly(Invocation invocation, int ahead) {
        return nodes.comparator() == null && invocation.isPlainAt(ahead);
    }

    @Override
    int bytesOfTarget(Invocation invocation) {
        return invocation.source().peek(0) == 0 ? 1 : -1;
    }

    @Override
    NavigableMap<Object, Node> target(Invocation invocation) {
        return SubMapPath.of(nodes, invocation.source(), host().codec(), host().loader());
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
    boolean performOther(Invocation invocation, Map<Object, Node> target) {
        NavigableMap<Object, Node> view = (NavigableMap<Object, Node>) target;
        switch (invocation.operation()) {
            case Operation.PAGE -> page(invocation, view);
            case Operation.NEAR -> putEntry(invocation.answer(), near(invocation, view));
            case Operation.COMPARATOR -> invocation.answer().putObject(view.comparator());
            case Operation.CHECK_VIEW -> {
                // That the view could be made is the answer.
            }
            default -> throw unknown(invocation);
        }
        return true;
    }

    private static void page(Invocation invocation, NavigableMap<Object, Node> view) {
        NavigableMap<Object, Node> rest =
                invocation.getFlag() ? view.tailMap(invocation.getPresent("key"), false) : view;
        SequencedStore.page(
                invocation.answer(),
                rest.values(),
                (page, node) -> page.putLong(0).putValue(node.key()).putValue(node.value()));
    }

    private static void putEntry(ReplyBuilder builder, Map.@Nullable Entry<Object, Node> entry) {
        builder.putFlag(entry != null);
        if (entry != null) {
            builder.putValue(entry.getValue().key()).putValue(entry.getValue().value());
        }
    }

    private static Map.@Nullable Entry<Object, Node> near(Invocation invocation, NavigableMap<Object, Node> view) {
        return switch (EntryQuery.of(invocation.source().getByte())) {
            case LOWER -> view.lowerEntry(invocation.getPresent("key"));
            case FLOOR -> view.floorEntry(invocation.getPresent("key"));
            case CEILING -> view.ceilingEntry(invocation.getPresent("key"));
            case HIGHER -> view.higherEntry(invocation.getPresent("key"));
            case FIRST -> view.firstEntry();
            case LAST -> view.lastEntry();
            case POLL_FIRST -> view.pollFirstEntry();
            case POLL_LAST -> view.pollLastEntry();
        };
    }
}
