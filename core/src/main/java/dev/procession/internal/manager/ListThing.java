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
final class ListThing extends Thing {
    private List<Value> elements = new ArrayList<>();

    ListThing(ManagerServer server) {
        super(server, ObjectKind.LIST);
    }

    @Override
    boolean isBrief(Call call) {
        return switch (call.operation()) {
            case Operation.GET, Operation.ADD, Operation.ADD_ALL -> true;
            default -> super.isBrief(call);
        };
    }

    @Override
    boolean perform(Call call) throws Exception {
        Answer answer = call.answer();
        switch (call.operation()) {
            case Operation.SIZE -> answer.putInt(elements.size());
            case Operation.CLEAR -> elements = new ArrayList<>();
            case Operation.GET -> answer.putValue(elements.get(call.getInt()));
            case Operation.SET -> {
                int index = call.getInt();
                answer.putValue(elements.set(index, call.getValue()));
            }
            case Operation.ADD -> answer.putFlag(elements.add(call.getValue()));
            case Operation.ADD_AT -> {
                int index = call.getInt();
                elements.addAll(checkedPlace(index), readValues(call));
            }
            case Operation.ADD_ALL -> answer.putFlag(elements.addAll(readValues(call)));
            case Operation.REMOVE_AT -> answer.putValue(elements.remove(call.getInt()));
            case Operation.REMOVE -> {
                int index = indexOf(Sought.object(server(), call));
                if (index >= 0) {
                    elements.remove(index);
                }
                answer.putFlag(index >= 0);
            }
            case Operation.INDEX_OF -> answer.putInt(indexOf(Sought.object(server(), call)));
            case Operation.LAST_INDEX_OF -> answer.putInt(lastIndexOf(Sought.object(server(), call)));
            case Operation.REMOVE_RANGE -> {
                int from = call.getInt();
                elements.subList(from, call.getInt()).clear();
            }
            case Operation.REMOVE_ALL -> answer.putFlag(removeAll(call));
            case Operation.PAGE -> page(call);
            case Operation.FILTER -> Bulk.filter(server(), call, elements);
            case Operation.TRANSFORM -> Bulk.transform(server(), call, elements);
            case Operation.REDUCE -> Bulk.reduce(server(), call, elements);
            case Operation.REMOVE_IF -> answer.putFlag(keepOthers(Bulk.test(server(), call, elements)));
            case Operation.REPLACE_ALL -> replaceAll(call);
            case Operation.UPDATE -> {
                int index = call.getInt();
                Op<@Nullable Object> function = call.getPresent("function");
                Value next = server().encode(this, function.call(server().decode(elements.get(index))));
                elements.set(index, next);
                answer.putValue(next);
            }
            case Operation.SORT -> sort(call);
            default -> throw unknown(call);
        }
        return true;
    }

    private int checkedPlace(int index) {
        if (index < 0 || index > elements.size()) {
            throw new IndexOutOfBoundsException("index=" + index + ", size=" + elements.size());
        }
        return index;
    }

    private static List<Value> readValues(Call call) {
        int count = call.getInt();
        List<Value> values = new ArrayList<>(Math.clamp(count, 0, Protocol.PAGE_ELEMENTS));
        for (int i = 0; i < count; i++) {
            values.add(call.getValue());
        }
        return values;
    }

    private int indexOf(Sought sought) {
        for (int i = 0; i < elements.size(); i++) {
            if (sought.isEqual(elements.get(i))) {
                return i;
            }
        }
        return -1;
    }

    private int lastIndexOf(Sought sought) {
        for (int i = elements.size() - 1; i >= 0; i--) {
            if (sought.isEqual(elements.get(i))) {
                return i;
            }
        }
        return -1;
    }

    private boolean removeAll(Call call) {
        boolean retain = call.getFlag();
        Set<@Nullable Object> named = new HashSet<>();
        for (int left = call.getInt(); left > 0; left--) {
            named.add(server().decode(call.getSought()));
        }
        boolean[] goes = new boolean[elements.size()];
        for (int i = 0; i < goes.length; i++) {
            goes[i] = named.contains(server().decode(elements.get(i))) != retain;
        }
        return keepOthers(goes);
    }

    private boolean keepOthers(boolean[] goes) {
        List<Value> kept = new ArrayList<>();
        for (int i = 0; i < goes.length; i++) {
            if (!goes[i]) {
                kept.add(elements.get(i));
            }
        }
        boolean any = kept.size() < elements.size();
        elements = kept;
        return any;
    }

    private void page(Call call) {
        int from = call.getInt();
        Answer answer = call.answer();
        long countAt = answer.reserveInt();
        int count = 0;
        int start = answer.size();
        for (int i = Math.max(0, from); i < elements.size(); i++) {
            if (count == Protocol.PAGE_ELEMENTS || answer.size() - start >= Protocol.PAGE_BYTES) {
                break;
            }
            answer.putValue(elements.get(i));
            count++;
        }
        answer.patchInt(countAt, count);
    }

    private void replaceAll(Call call) throws Exception {
        Op<@Nullable Object> function = call.getPresent("function");
        List<Value> replaced = new ArrayList<>(elements.size());
        for (Value element : elements) {
            replaced.add(server().encode(this, function.call(server().decode(element))));
        }
        elements = replaced;
    }

    private record Sortable(@Nullable Object object, Value value) {}

    @SuppressWarnings({"unchecked", "NullAway"
    }) // the natural order of what is comparable, and a ClassCastException of what is not
    private void sort(Call call) {
        Object given = call.getObject();
        Comparator<Object> order = given == null
                ? (Comparator<Object>) (Comparator<?>) Comparator.naturalOrder()
                : (Comparator<Object>) given;
        List<Sortable> sorted = new ArrayList<>(elements.size());
        for (Value element : elements) {
            sorted.add(new Sortable(server().decode(element), element));
        }
        sorted.sort((one, other) -> order.compare(one.object(), other.object()));
        List<Value> values = new ArrayList<>(sorted.size());
        sorted.forEach(each -> values.add(each.value()));
        elements = values;
    }

    @Override
    void trace(Consumer<? super Value> visitor) {
        elements.forEach(visitor);
    }
}
