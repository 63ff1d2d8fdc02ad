package dev.procession.internal.pool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The items that wait, in lanes that take turns: one for each {@code map} or {@code imap}, one for each thread that submits single tasks. So submitters share
 * the workers, however much one of them has submitted. What a lane holds leaves it in the order in which it came.
 *
 * <p>Guarded by the dispatcher's lock. Every operation takes a time that does not depend on how many items there are.
 */
final class Lanes {
    /** Lanes with items, the next to give one first. */
    private final Deque<Lane> circle = new ArrayDeque<>();

    private final Map<Object, Lane> lanes = new HashMap<>();

    private record Lane(Object key, Deque<Item> items) {}

    private Lane lane(Item item) {
        Object key = item.job().isMany() ? item.job() : (Object) item.lane();
        Lane lane = lanes.get(key);
        if (lane == null) {
            lane = new Lane(key, new ArrayDeque<>());
            lanes.put(key, lane);
            circle.addLast(lane);
        }
        return lane;
    }

    /** An item comes. */
    void add(Item item) {
        lane(item).items().addLast(item);
    }

    /** An item comes back, before the others of its lane. */
    void addFirst(Item item) {
        lane(item).items().addFirst(item);
    }

    /** The next item; {@code null} if there is none. */
    @Nullable
    Item poll() {
        Lane lane = circle.pollFirst();
        if (lane == null) {
            return null;
        }
        Item item = lane.items().pollFirst();
        if (lane.items().isEmpty()) {
            lanes.remove(lane.key());
        } else {
            circle.addLast(lane);
        }
        return item;
    }

    /** Takes all items of a job of many. */
    List<Item> remove(Job job) {
        Lane lane = lanes.remove(job);
        if (lane == null) {
            return List.of();
        }
        circle.remove(lane);
        return new ArrayList<>(lane.items());
    }

    boolean isEmpty() {
        return circle.isEmpty();
    }

    /** Takes all. */
    List<Item> clear() {
        List<Item> all = new ArrayList<>();
        for (Lane lane : circle) {
            all.addAll(lane.items());
        }
        circle.clear();
        lanes.clear();
        return all;
    }
}
