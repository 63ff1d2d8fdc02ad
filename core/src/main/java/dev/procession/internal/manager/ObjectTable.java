package dev.procession.internal.manager;

import dev.procession.internal.proxy.ObjectKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a server, and why each of them lives: held by processes, named, leased for a message, or in
 * another object that lives.
 *
 * <p>An object that never was in another one is freed as soon as nothing else keeps it. One that was is freed by a
 * {@linkplain MarkSweep sweep}, which finds circles too. While a sweep runs, whatever anybody gets hold of or puts
 * somewhere is {@linkplain ManagedObject#touched touched}, and stays until the next.
 *
 * <p>Source: D. Plainfossé, M. Shapiro, "A Survey of Distributed Garbage Collection Techniques" (1995), for
 * reference listing by leases; E. W. Dijkstra et al., "On-the-Fly Garbage Collection" (1978),
 * for the sweep's barrier.
 *
 * <p>Thread safety: any thread; its lock is held for no call of anything else.
 */
final class ObjectTable {
    private final Map<Long, ManagedObject> things = new ConcurrentHashMap<>();
    private final Map<String, ManagedObject> names = new HashMap<>();
    private final List<ManagedObject> leased = new ArrayList<>();
    private final Runnable sweepWanted;
    private long lastId;
    private long sweep = 1;

    /** A registry; {@code sweepWanted} is told when something may have become garbage. */
    ObjectTable(Runnable sweepWanted) {
        this.sweepWanted = sweepWanted;
    }

    /** The object with that number; {@code null} if there is none any more. */
    @Nullable
    ManagedObject find(long id) {
        return things.get(id);
    }

    int size() {
        return things.size();
    }

    /** Adds an object that {@code caller} holds. */
    void add(ManagedObject object, Client client) {
        ManagedObject ends;
        synchronized (this) {
            put(object);
            try {
                hold(client, object);
            } catch (OutOfMemoryError e) {
                things.remove(object.id);
                throw e;
            }
            // Nobody's, if the caller has died meanwhile.
            ends = freeIfUnreachable(object);
        }
        end(ends);
    }

    private void put(ManagedObject object) {
        object.id = ++lastId;
        object.touched = sweep;
        things.put(object.id, object);
    }

    /**
     * The object of that name, made if there is none; {@code caller} holds it once more.
     *
     * @throws IllegalArgumentException if it is of another kind
     */
    synchronized ManagedObject named(
            Client client, String name, ObjectKind kind, Supplier<? extends ManagedObject> maker) {
        ManagedObject known = names.get(name);
        if (known == null) {
            known = maker.get();
            put(known);
            try {
                names.put(name, known);
            } catch (OutOfMemoryError e) {
                names.remove(name);
                things.remove(known.id);
                throw e;
            }
            known.names = 1;
        } else if (known.kind() != kind) {
            throw new IllegalArgumentException("manager: the object named " + name + " is a "
                    + known.kind().text() + ", wanted is a " + kind.text());
        }
        hold(client, known);
        return known;
    }

    /** Takes a name from its object; returns whether there was one. */
    boolean unname(String name) {
        ManagedObject ends;
        synchronized (this) {
            ManagedObject object = names.remove(name);
            if (object == null) {
                return false;
            }
            object.names = 0;
            ends = freeIfUnreachable(object);
        }
        end(ends);
        return true;
    }

    /** Takes its name from this object. */
    void unname(ManagedObject object) {
        ManagedObject ends;
        synchronized (this) {
            if (!names.values().remove(object)) {
                return;
            }
            object.names = 0;
            ends = freeIfUnreachable(object);
        }
        end(ends);
    }

    // Who holds what.

    /** {@code caller} holds each of these once more; those that are gone are nobody's. */
    synchronized void hold(Client client, long... ids) {
        for (long id : ids) {
            ManagedObject object = things.get(id);
            if (object != null) {
                hold(client, object);
            }
        }
    }

    private void hold(Client client, ManagedObject object) {
        object.touched = sweep;
        if (!client.isGone()) {
            int before = client.held.getOrDefault(object.id, 0);
            try {
                client.held.merge(object.id, 1, Integer::sum);
            } catch (OutOfMemoryError e) { // a map that cannot grow has the entry all the same
                if (client.held.getOrDefault(object.id, 0) == before) {
                    throw e;
                }
            }
            object.holds++;
        }
    }

    /** {@code caller} gives back so many holds, or what it has. */
    void release(Client client, long id, int times) {
        ManagedObject ends = null;
        synchronized (this) {
            Integer had = client.held.get(id);
            ManagedObject object = things.get(id);
            if (had == null || object == null || times <= 0) {
                return;
            }
            int given = Math.min(had, times);
            if (given == had) {
                client.held.remove(id);
            } else {
                client.held.put(id, had - given);
            }
            object.holds -= given;
            ends = freeIfUnreachable(object);
        }
        end(ends);
    }

    /** {@code caller} is gone, and holds nothing. */
    void releaseAll(Client client) {
        List<ManagedObject> ends;
        synchronized (this) {
            // No memory is needed below: half of it could not be done again.
            ends = new ArrayList<>(client.held.size());
            client.held.forEach((id, times) -> {
                ManagedObject object = things.get(id);
                if (object != null) {
                    object.holds -= times;
                    ManagedObject ended = freeIfUnreachable(object);
                    if (ended != null) {
                        ends.add(ended);
                    }
                }
            });
            client.held.clear();
        }
        ends.forEach(ObjectTable::end);
    }

    /** A message is on its way with it. */
    synchronized void lease(long id, long until) {
        ManagedObject object = things.get(id);
        if (object == null) {
            return;
        }
        object.touched = sweep;
        if (!object.leased) {
            leased.add(object);
            object.leased = true;
        }
        object.leasedUntil = until;
    }

    /** Ends leases that are over; returns for how long the next is not. */
    long endLeases(long now) {
        List<ManagedObject> ends;
        long next = Long.MAX_VALUE;
        synchronized (this) {
            ends = new ArrayList<>(leased.size());
            for (int i = leased.size() - 1; i >= 0; i--) {
                ManagedObject object = leased.get(i);
                long left = object.leasedUntil - now;
                if (left > 0) {
                    next = Math.min(next, left);
                    continue;
                }
                ManagedObject last = leased.removeLast();
                if (i < leased.size()) {
                    leased.set(i, last);
                }
                object.leased = false;
                ManagedObject ended = freeIfUnreachable(object);
                if (ended != null) {
                    ends.add(ended);
                }
            }
        }
        ends.forEach(ObjectTable::end);
        return next;
    }

    /** These are in a value that is about to be kept by {@code container}. */
    synchronized void addContained(ManagedObject container, long... ids) {
        container.contains = true;
        for (long id : ids) {
            ManagedObject object = things.get(id);
            if (object != null) {
                object.embedded = true;
                object.touched = sweep;
            }
        }
    }

    /** Something with objects in it may have been let go of. */
    void sweepRequested() {
        sweepWanted.run();
    }

    private static boolean isRoot(ManagedObject object) {
        return object.holds > 0 || object.names > 0 || object.leased;
    }

    /** Less keeps it than before. Returns it if it is to end. */
    private @Nullable ManagedObject freeIfUnreachable(ManagedObject object) {
        if (isRoot(object)) {
            return null;
        }
        if (object.embedded) {
            sweepWanted.run();
            return null;
        }
        things.remove(object.id);
        return object;
    }

    private static void end(@Nullable ManagedObject object) {
        if (object != null) {
            object.server().ended(object);
        }
    }

    /** Lets go of all of them; returns those that are to be closed. */
    synchronized List<ManagedObject> clear() {
        List<ManagedObject> closed = new ArrayList<>();
        for (ManagedObject object : things.values()) {
            if (object.closesSlowly()) {
                closed.add(object);
            }
        }
        things.clear();
        names.clear();
        leased.clear();
        return closed;
    }

    // Sweeps.

    /** Begins a sweep; its number. */
    synchronized long beginSweep() {
        return ++sweep;
    }

    /** Marks those that live for reasons of their own and are not marked; returns them. */
    synchronized List<ManagedObject> markRoots() {
        List<ManagedObject> roots = new ArrayList<>();
        for (ManagedObject object : things.values()) {
            if (object.marked != sweep && (isRoot(object) || !object.embedded || object.touched == sweep)) {
                object.marked = sweep;
                roots.add(object);
            }
        }
        return roots;
    }

    /** Marks what is found in one that lives; returns those that were not. */
    synchronized List<ManagedObject> mark(List<Long> ids) {
        List<ManagedObject> found = new ArrayList<>();
        for (long id : ids) {
            ManagedObject object = things.get(id);
            if (object != null && object.marked != sweep) {
                object.marked = sweep;
                found.add(object);
            }
        }
        return found;
    }

    /** Frees what was not marked; {@code null} if something has become reachable that was not followed yet. */
    synchronized @Nullable List<ManagedObject> endSweep() {
        List<ManagedObject> garbage = new ArrayList<>();
        for (ManagedObject object : things.values()) {
            if (object.marked != sweep) {
                if (isRoot(object) || !object.embedded || object.touched == sweep) {
                    return null;
                }
                garbage.add(object);
            }
        }
        for (ManagedObject object : garbage) {
            things.remove(object.id);
        }
        return garbage;
    }
}
