package dev.procession.internal.manager;

import dev.procession.function.Op;
import dev.procession.internal.proxy.ObjectKind;
import dev.procession.internal.proxy.Operation;
import dev.procession.internal.proxy.Protocol;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A list. */
final class ManagedList extends ManagedObject {
    private List<EncodedValue> elements = new ArrayList<>();

    ManagedList(ObjectHost host) {
        super(host, ObjectKind.LIST);
    }

    @Override
    public boolean isBrief(Invocation invocation) {
        return switch (invocation.operation()) {
            case Operation.GET, Operation.ADD, Operation.ADD_ALL -> true;
            default -> super.isBrief(invocation);
        };
    }

    @Override
    public boolean perform(Invocation invocation) throws Exception {
        ReplyBuilder builder = invocation.answer();
        switch (invocation.operation()) {
            case Operation.SIZE -> builder.putInt(elements.size());
            case Operation.CLEAR -> elements = new ArrayList<>();
            case Operation.GET -> builder.putValue(elements.get(invocation.getInt()));
            case Operation.SET -> {
                int index = invocation.getInt();
                builder.putValue(elements.set(index, invocation.getValue()));
            }
            case Operation.ADD -> builder.putFlag(elements.add(invocation.getValue()));
            case Operation.ADD_AT -> {
                int index = invocation.getInt();
                elements.addAll(checkedPlace(index), readValues(invocation));
            }
            case Operation.ADD_ALL -> builder.putFlag(elements.addAll(readValues(invocation)));
            case Operation.REMOVE_AT -> builder.putValue(elements.remove(invocation.getInt()));
            case Operation.REMOVE -> {
                int index = indexOf(ValueMatcher.object(host(), invocation));
                if (index >= 0) {
                    elements.remove(index);
                }
                builder.putFlag(index >= 0);
            }
            case Operation.INDEX_OF -> builder.putInt(indexOf(ValueMatcher.object(host(), invocation)));
            case Operation.LAST_INDEX_OF -> builder.putInt(lastIndexOf(ValueMatcher.object(host(), invocation)));
            case Operation.REMOVE_RANGE -> {
                int from = invocation.getInt();
                elements.subList(from, invocation.getInt()).clear();
            }
            case Operation.REMOVE_ALL -> builder.putFlag(removeAll(invocation));
            case Operation.PAGE -> page(invocation);
            case Operation.FILTER -> BulkOperations.filter(host(), invocation, elements);
            case Operation.TRANSFORM -> BulkOperations.transform(host(), invocation, elements);
            case Operation.REDUCE -> BulkOperations.reduce(host(), invocation, elements);
            case Operation.REMOVE_IF -> builder.putFlag(keepOthers(BulkOperations.test(host(), invocation, elements)));
            case Operation.REPLACE_ALL -> replaceAll(invocation);
            case Operation.UPDATE -> {
                int index = invocation.getInt();
                Op<@Nullable Object> function = invocation.getPresent("function");
                EncodedValue next = encode(function.call(host().decode(elements.get(index))));
                elements.set(index, next);
                builder.putValue(next);
            }
            case Operation.SORT -> sort(invocation);
            default -> throw unknown(invocation);
        }
        return true;
    }

    private int checkedPlace(int index) {
        if (index < 0 || index > elements.size()) {
            throw new IndexOutOfBoundsException("index=" + index + ", size=" + elements.size());
        }
        return index;
    }

    private static List<EncodedValue> readValues(Invocation invocation) {
        int count = invocation.getInt();
        List<EncodedValue> values = new ArrayList<>(Math.clamp(count, 0, Protocol.PAGE_ELEMENTS));
        for (int i = 0; i < count; i++) {
            values.add(invocation.getValue());
        }
        return values;
    }

    private int indexOf(ValueMatcher matcher) {
        for (int i = 0; i < elements.size(); i++) {
            if (matcher.isEqual(elements.get(i))) {
                return i;
            }
        }
        return -1;
    }

    private int lastIndexOf(ValueMatcher matcher) {
        for (int i = elements.size() - 1; i >= 0; i--) {
            if (matcher.isEqual(elements.get(i))) {
                return i;
            }
        }
        return -1;
    }

    private boolean removeAll(Invocation invocation) {
        boolean retain = invocation.getFlag();
        Set<@Nullable Object> named = new HashSet<>();
        for (int left = invocation.getInt(); left > 0; left--) {
            named.add(host().decode(invocation.getSought()));
        }
        boolean[] goes = new boolean[elements.size()];
        for (int i = 0; i < goes.length; i++) {
            goes[i] = named.contains(host().decode(elements.get(i))) != retain;
        }
        return keepOthers(goes);
    }

    private boolean keepOthers(boolean[] goes) {
        List<EncodedValue> kept = new ArrayList<>();
        for (int i = 0; i < goes.length; i++) {
            if (!goes[i]) {
                kept.add(elements.get(i));
            }
        }
        boolean any = kept.size() < elements.size();
        elements = kept;
        return any;
    }

    private void page(Invocation invocation) {
        int from = invocation.getInt();
        ReplyBuilder builder = invocation.answer();
        long countAt = builder.reserveInt();
        int count = 0;
        int start = builder.size();
        for (int i = Math.max(0, from); i < elements.size(); i++) {
            if (count == Protocol.PAGE_ELEMENTS || builder.size() - start >= Protocol.PAGE_BYTES) {
                break;
            }
            builder.putValue(elements.get(i));
            count++;
        }
        builder.patchInt(countAt, count);
    }

    private void replaceAll(Invocation invocation) throws Exception {
        Op<@Nullable Object> function = invocation.getPresent("function");
        List<EncodedValue> replaced = new ArrayList<>(elements.size());
        for (EncodedValue element : elements) {
            replaced.add(encode(function.call(host().decode(element))));
        }
        elements = replaced;
    }

    private record Sortable(@Nullable Object object, EncodedValue value) {}

    @SuppressWarnings({"unchecked", "NullAway"
    }) // the natural order of what is comparable, and a ClassCastException of what is not
    private void sort(Invocation invocation) {
        Object given = invocation.getObject();
        Comparator<Object> order = given == null
                ? (Comparator<Object>) (Comparator<?>) Comparator.naturalOrder()
                : (Comparator<Object>) given;
        List<Sortable> sorted = new ArrayList<>(elements.size());
        for (EncodedValue element : elements) {
            sorted.add(new Sortable(host().decode(element), element));
        }
        sorted.sort((one, other) -> order.compare(one.object(), other.object()));
        List<EncodedValue> values = new ArrayList<>(sorted.size());
        sorted.forEach(each -> values.add(each.value()));
        elements = values;
    }

    @Override
    void trace(Consumer<? super EncodedValue> visitor) {
        elements.forEach(visitor);
    }
}
