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
 * A deque. Calls that wait stand in it without a thread, first come first served: a call that brings an element
 * completes the first that wants one, and a call that takes one the first that has one to bring.
 */
final class ManagedDeque extends ManagedObject {
    private final int capacity;
    private final SequencedStore<EncodedValue> elements = new SequencedStore<>();
    /** Those that wait for an element, and whether they want the first. */
    private final Map<Invocation, Boolean> takers = new LinkedHashMap<>();
    /** Those that wait for room. */
    private final Map<Invocation, Brought> putters = new LinkedHashMap<>();

    private record Brought(EncodedValue value, boolean first) {}

    ManagedDeque(ObjectHost host, int capacity) {
        super(host, ObjectKind.DEQUE);
        this.capacity = capacity;
    }

    /** How many elements there can be. */
    int capacity() {
        return capacity;
    }

    @Override
    public boolean isBrief(Invocation invocation) {
        return switch (invocation.operation()) {
            case Operation.ADD, Operation.ADD_ALL, Operation.REMOVE_PLACE -> true;
            default -> super.isBrief(invocation);
        };
    }

    @Override
    public boolean perform(Invocation invocation) throws Exception {
        ReplyBuilder builder = invocation.answer();
        switch (invocation.operation()) {
            case Operation.SIZE -> builder.putInt(elements.size());
            case Operation.CLEAR -> {
                elements.clear();
                admit();
            }
            case Operation.OFFER -> {
                return offer(invocation, invocation.getFlag(), invocation.getFlag());
            }
            case Operation.POLL -> {
                return poll(invocation, invocation.getFlag(), invocation.getFlag());
            }
            case Operation.PEEK -> {
                Map.Entry<Long, EncodedValue> found = elements.end(invocation.getFlag());
                builder.putOptional(found == null ? null : found.getValue());
            }
            case Operation.REMAINING ->
                builder.putInt(capacity == Integer.MAX_VALUE ? capacity : Math.max(0, capacity - elements.size()));
            case Operation.DRAIN -> drain(invocation);
            case Operation.ADD -> {
                EncodedValue value = invocation.getValue();
                checkRoom(1);
                bring(value, false);
                builder.putFlag(true);
            }
            case Operation.ADD_ALL -> {
                int count = invocation.getInt();
                List<EncodedValue> values = new ArrayList<>();
                for (int left = count; left > 0; left--) {
                    values.add(invocation.getValue());
                }
                checkRoom(count - takers.size());
                values.forEach(value -> bring(value, false));
                builder.putFlag(count > 0);
            }
            case Operation.CONTAINS -> builder.putFlag(find(ValueMatcher.object(host(), invocation), false) != null);
            case Operation.REMOVE -> {
                ValueMatcher matcher = ValueMatcher.object(host(), invocation);
                builder.putFlag(drop(find(matcher, invocation.getFlag())));
            }
            case Operation.REMOVE_PLACE -> {
                long place = invocation.getLong();
                builder.putFlag(drop(elements.get(place) == null ? null : place));
            }
            case Operation.REMOVE_ALL -> builder.putFlag(removeAll(invocation));
            case Operation.PAGE ->
                elements.page(builder, invocation.getFlag(), invocation.getLong(), ReplyBuilder::putValue);
            case Operation.FILTER -> BulkOperations.filter(host(), invocation, elements.all());
            case Operation.TRANSFORM -> BulkOperations.transform(host(), invocation, elements.all());
            case Operation.REDUCE -> BulkOperations.reduce(host(), invocation, elements.all());
            case Operation.REMOVE_IF ->
                builder.putFlag(keepOthers(BulkOperations.test(host(), invocation, elements.all())));
            default -> throw unknown(invocation);
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

    private boolean offer(Invocation invocation, boolean first, boolean waits) {
        EncodedValue value = invocation.getValue();
        if (elements.size() < capacity) {
            bring(value, first);
            invocation.answer().putFlag(true);
            return true;
        }
        if (!waits) {
            invocation.answer().putFlag(false);
            return true;
        }
        if (invocation.park()) {
            putters.put(invocation, new Brought(value, first));
        } else {
            invocation.withdraw();
        }
        return false;
    }

    /** There is room, and an element for it; or somebody who waits for one. */
    private void bring(EncodedValue value, boolean first) {
        elements.put(first ? elements.takeFirst() : elements.takeLast(), value);
        while (!takers.isEmpty() && elements.size() > 0) {
            Map.Entry<Invocation, Boolean> taker = takers.entrySet().iterator().next();
            takers.remove(taker.getKey());
            if (taker.getKey().resume()) {
                give(taker.getKey(), taker.getValue());
                taker.getKey().complete();
            }
        }
    }

    private boolean poll(Invocation invocation, boolean first, boolean waits) {
        if (elements.size() > 0) {
            give(invocation, first);
            admit();
            return true;
        }
        if (!waits) {
            invocation.answer().putOptional(null);
            return true;
        }
        if (invocation.park()) {
            takers.put(invocation, first);
        } else {
            invocation.withdraw();
        }
        return false;
    }

    private void give(Invocation invocation, boolean first) {
        Map.Entry<Long, EncodedValue> end = elements.end(first);
        if (end != null) {
            elements.remove(end.getKey());
            invocation.answer().putOptional(end.getValue());
        }
    }

    /** There may be room for those who wait for it. */
    private void admit() {
        while (!putters.isEmpty() && elements.size() < capacity) {
            Map.Entry<Invocation, Brought> putter =
                    putters.entrySet().iterator().next();
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
    void unpark(Invocation invocation) {
        takers.remove(invocation);
        putters.remove(invocation);
    }

    private void drain(Invocation invocation) {
        int most = Math.min(invocation.getInt(), Protocol.PAGE_ELEMENTS);
        ReplyBuilder builder = invocation.answer();
        long countAt = builder.reserveInt();
        int start = builder.size();
        int count = 0;
        while (count < most && elements.size() > 0 && builder.size() - start < Protocol.PAGE_BYTES) {
            Map.Entry<Long, EncodedValue> first = elements.end(true);
            if (first == null) {
                break;
            }
            elements.remove(first.getKey());
            builder.putValue(first.getValue());
            count++;
        }
        builder.patchInt(countAt, count);
        admit();
    }

    // Looking for elements.

    private @Nullable Long find(ValueMatcher matcher, boolean last) {
        for (Map.Entry<Long, EncodedValue> each : elements.ordered(last).entrySet()) {
            if (matcher.isEqual(each.getValue())) {
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

    private boolean removeAll(Invocation invocation) {
        boolean retain = invocation.getFlag();
        Set<@Nullable Object> named = new HashSet<>();
        for (int left = invocation.getInt(); left > 0; left--) {
            named.add(host().decode(invocation.getSought()));
        }
        boolean[] goes = new boolean[elements.size()];
        int at = 0;
        for (EncodedValue value : elements.all()) {
            goes[at++] = named.contains(host().decode(value)) != retain;
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
    void trace(Consumer<? super EncodedValue> visitor) {
        elements.all().forEach(visitor);
        putters.values().forEach(brought -> visitor.accept(brought.value()));
    }
}
