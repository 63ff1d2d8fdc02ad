package dev.procession.internal.manager;

import dev.procession.internal.proxy.ObjectKind;
import dev.procession.internal.proxy.Operation;
import dev.procession.internal.proxy.Protocol;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A deque. Calls that wait stand in it without a thread, first come first served: a call that brings an element completes the first that wants one, and a call that
 * takes one the first that has one to bring.
 */
final class DequeThing extends Thing {
    private final int capacity;
    private final Places<Value> elements = new Places<>();
    /** Those that wait for an element, and whether they want the first. */
    private final Map<Call, Boolean> takers = new LinkedHashMap<>();
    /** Those that wait for room. */
    private final Map<Call, Brought> putters = new LinkedHashMap<>();

    private record Brought(Value value, boolean first) {}

    DequeThing(ManagerServer server, int capacity) {
        super(server, ObjectKind.DEQUE);
        this.capacity = capacity;
    }

    /** How many elements there can be. */
    int capacity() {
        return capacity;
    }

    @Override
    boolean isBrief(Call call) {
        return switch (call.operation()) {
            case Operation.ADD, Operation.ADD_ALL, Operation.REMOVE_PLACE -> true;
            default -> super.isBrief(call);
        };
    }

    @Override
    boolean perform(Call call) throws Exception {
        Answer answer = call.answer();
        switch (call.operation()) {
            case Operation.SIZE -> answer.putInt(elements.size());
            case Operation.CLEAR -> {
                elements.clear();
                admit();
            }
            case Operation.OFFER -> {
                return offer(call, call.getFlag(), call.getFlag());
            }
            case Operation.POLL -> {
                return poll(call, call.getFlag(), call.getFlag());
            }
            case Operation.PEEK -> {
                Map.Entry<Long, Value> found = elements.end(call.getFlag());
                answer.putOptional(found == null ? null : found.getValue());
            }
            case Operation.REMAINING ->
                answer.putInt(capacity == Integer.MAX_VALUE ? capacity : Math.max(0, capacity - elements.size()));
            case Operation.DRAIN -> drain(call);
            case Operation.ADD -> {
                Value value = call.getValue();
                checkRoom(1);
                bring(value, false);
                answer.putFlag(true);
            }
            case Operation.ADD_ALL -> {
                int count = call.getInt();
                List<Value> values = new ArrayList<>();
                for (int left = count; left > 0; left--) {
                    values.add(call.getValue());
                }
                checkRoom(count - takers.size());
                values.forEach(value -> bring(value, false));
                answer.putFlag(count > 0);
            }
            case Operation.CONTAINS -> answer.putFlag(find(Sought.object(server(), call), false) != null);
            case Operation.REMOVE -> {
                Sought sought = Sought.object(server(), call);
                answer.putFlag(drop(find(sought, call.getFlag())));
            }
            case Operation.REMOVE_PLACE -> {
                long place = call.getLong();
                answer.putFlag(drop(elements.get(place) == null ? null : place));
            }
            case Operation.REMOVE_ALL -> answer.putFlag(removeAll(call));
            case Operation.PAGE -> elements.page(answer, call.getFlag(), call.getLong(), Answer::putValue);
            case Operation.FILTER -> Bulk.filter(server(), call, elements.all());
            case Operation.TRANSFORM -> Bulk.transform(server(), call, elements.all());
            case Operation.REDUCE -> Bulk.reduce(server(), call, elements.all());
            case Operation.REMOVE_IF -> answer.putFlag(keepOthers(Bulk.test(server(), call, elements.all())));
            default -> throw unknown(call);
        }
        return true;
    }

    private void checkRoom(int more) {
        if (more > 0 && elements.size() > capacity - more) {
            throw new IllegalStateException(
                    "the queue is full: elements=" + elements.size() + ", capacity=" + capacity + ", more=" + more);
        }
    }

    // Bringing and taking.

    private boolean offer(Call call, boolean first, boolean waits) {
        Value value = call.getValue();
        if (elements.size() < capacity) {
            bring(value, first);
            call.answer().putFlag(true);
            return true;
        }
        if (!waits) {
            call.answer().putFlag(false);
            return true;
        }
        if (call.park()) {
            putters.put(call, new Brought(value, first));
        } else {
            call.withdraw();
        }
        return false;
    }

    /** There is room, and an element for it; or somebody who waits for one. */
    private void bring(Value value, boolean first) {
        elements.put(first ? elements.takeFirst() : elements.takeLast(), value);
        while (!takers.isEmpty() && elements.size() > 0) {
            Map.Entry<Call, Boolean> taker = takers.entrySet().iterator().next();
            takers.remove(taker.getKey());
            if (taker.getKey().resume()) {
                give(taker.getKey(), taker.getValue());
                taker.getKey().complete();
            }
        }
    }

    private boolean poll(Call call, boolean first, boolean waits) {
        if (elements.size() > 0) {
            give(call, first);
            admit();
            return true;
        }
        if (!waits) {
            call.answer().putOptional(null);
            return true;
        }
        if (call.park()) {
            takers.put(call, first);
        } else {
            call.withdraw();
        }
        return false;
    }

    private void give(Call call, boolean first) {
        Map.Entry<Long, Value> end = elements.end(first);
        if (end != null) {
            elements.remove(end.getKey());
            call.answer().putOptional(end.getValue());
        }
    }

    /** There may be room for those who wait for it. */
    private void admit() {
        while (!putters.isEmpty() && elements.size() < capacity) {
            Map.Entry<Call, Brought> putter = putters.entrySet().iterator().next();
            Brought brought = putter.getValue();
            putters.remove(putter.getKey());
            if (putter.getKey().resume()) {
                putter.getKey().answer().putFlag(true);
                putter.getKey().complete();
                bring(brought.value(), brought.first());
            }
        }
    }

    @Override
    void unpark(Call call) {
        takers.remove(call);
        putters.remove(call);
    }

    private void drain(Call call) {
        int most = Math.min(call.getInt(), Protocol.PAGE_ELEMENTS);
        Answer answer = call.answer();
        long countAt = answer.reserveInt();
        int start = answer.size();
        int count = 0;
        while (count < most && elements.size() > 0 && answer.size() - start < Protocol.PAGE_BYTES) {
            Map.Entry<Long, Value> first = elements.end(true);
            if (first == null) {
                break;
            }
            elements.remove(first.getKey());
            answer.putValue(first.getValue());
            count++;
        }
        answer.patchInt(countAt, count);
        admit();
    }

    // Looking for elements.

    private @Nullable Long find(Sought sought, boolean last) {
        for (Map.Entry<Long, Value> each : elements.ordered(last).entrySet()) {
            if (sought.isEqual(each.getValue())) {
                return each.getKey();
            }
        }
        return null;
    }

    private boolean drop(@Nullable Long place) {
        if (place == null) {
            return false;
        }
        elements.remove(place);
        admit();
        return true;
    }

    private boolean removeAll(Call call) {
        boolean retain = call.getFlag();
        Set<@Nullable Object> named = new HashSet<>();
        for (int left = call.getInt(); left > 0; left--) {
            named.add(server().decode(call.getSought()));
        }
        boolean[] goes = new boolean[elements.size()];
        int at = 0;
        for (Value value : elements.all()) {
            goes[at++] = named.contains(server().decode(value)) != retain;
        }
        return keepOthers(goes);
    }

    private boolean keepOthers(boolean[] goes) {
        List<Long> places = List.copyOf(elements.ordered(false).keySet());
        boolean any = false;
        for (int i = 0; i < goes.length; i++) {
            if (goes[i]) {
                elements.remove(places.get(i));
                any = true;
            }
        }
        admit();
        return any;
    }

    @Override
    void trace(Consumer<? super Value> visitor) {
        elements.all().forEach(visitor);
        putters.values().forEach(brought -> visitor.accept(brought.value()));
    }
}
