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
 * The objects of a server, and why each of them lives: held by processes, named, leased for a message, or in another object that lives.
 *
 * <p>An object that never was in another one is freed as soon as nothing else keeps it. One that was is freed by a {@linkplain Sweep sweep}, which finds circles too. While a sweep
 * runs, whatever anybody gets hold of or puts somewhere is {@linkplain Thing#touched touched}, and stays until the next.
 *
 * <p>Source: D. Plainfossé, M. Shapiro, "A Survey of Distributed Garbage Collection Techniques" (1995), for reference listing by leases; E. W. Dijkstra et al., "On-the-Fly Garbage Collection" (1978),
 * for the sweep's barrier.
 *
 * <p>Thread safety: any thread; its lock is held for no call of anything else.
 */
final class Registry {
    private final Map<Long, Thing> things = new ConcurrentHashMap<>();
    private final Map<String, Thing> names = new HashMap<>();
    private final List<Thing> leased = new ArrayList<>();
    private final Runnable sweepWanted;
    private long lastId;
    private long sweep = 1;

    /** A registry; {@code sweepWanted} is told when something may have become garbage. */
    Registry(Runnable sweepWanted) {
        this.sweepWanted = sweepWanted;
    }

    /** The object with that number; {@code null} if there is none any more. */
    @Nullable
    Thing find(long id) {
        return things.get(id);
    }

    int size() {
        return things.size();
    }

    /** Adds an object that {@code caller} holds. */
    void add(Thing thing, Caller caller) {
        Thing ends;
        synchronized (this) {
            put(thing);
            hold(caller, thing);
            // Nobody's, if the caller has died meanwhile.
            ends = settle(thing);
        }
        end(ends);
    }

    private void put(Thing thing) {
        thing.id = ++lastId;
        thing.touched = sweep;
        things.put(thing.id, thing);
    }

    /**
     * The object of that name, made if there is none; {@code caller} holds it once more.
     *
     * @throws IllegalArgumentException if it is of another kind
     */
    synchronized Thing named(Caller caller, String name, ObjectKind kind, Supplier<? extends Thing> maker) {
        Thing known = names.get(name);
        if (known == null) {
            known = maker.get();
            put(known);
            known.names = 1;
            names.put(name, known);
        } else if (known.kind() != kind) {
            throw new IllegalArgumentException("manager: the object named " + name + " is a "
                    + known.kind().text() + ", wanted is a " + kind.text());
        }
        hold(caller, known);
        return known;
    }

    /** Takes a name from its object; returns whether there was one. */
    boolean unname(String name) {
        Thing ends;
        synchronized (this) {
            Thing thing = names.remove(name);
            if (thing == null) {
                return false;
            }
            thing.names = 0;
            ends = settle(thing);
        }
        end(ends);
        return true;
    }

    /** Takes its name from this object. */
    void unname(Thing thing) {
        Thing ends;
        synchronized (this) {
            if (!names.values().remove(thing)) {
                return;
            }
            thing.names = 0;
            ends = settle(thing);
        }
        end(ends);
    }

    // Who holds what.

    /** {@code caller} holds each of these once more; those that are gone are nobody's. */
    synchronized void hold(Caller caller, long... ids) {
        for (long id : ids) {
            Thing thing = things.get(id);
            if (thing != null) {
                hold(caller, thing);
            }
        }
    }

    private void hold(Caller caller, Thing thing) {
        thing.touched = sweep;
        if (!caller.isGone()) {
            thing.holds++;
            caller.held.merge(thing.id, 1, Integer::sum);
        }
    }

    /** {@code caller} gives back so many holds, or what it has. */
    void release(Caller caller, long id, int times) {
        Thing ends = null;
        synchronized (this) {
            Integer had = caller.held.get(id);
            Thing thing = things.get(id);
            if (had == null || thing == null || times <= 0) {
                return;
            }
            int given = Math.min(had, times);
            if (given == had) {
                caller.held.remove(id);
            } else {
                caller.held.put(id, had - given);
            }
            thing.holds -= given;
            ends = settle(thing);
        }
        end(ends);
    }

    /** {@code caller} is gone, and holds nothing. */
    void releaseAll(Caller caller) {
        List<Thing> ends = new ArrayList<>();
        synchronized (this) {
            caller.held.forEach((id, times) -> {
                Thing thing = things.get(id);
                if (thing != null) {
                    thing.holds -= times;
                    Thing ended = settle(thing);
                    if (ended != null) {
                        ends.add(ended);
                    }
                }
            });
            caller.held.clear();
        }
        ends.forEach(Registry::end);
    }

    /** A message is on its way with it. */
    synchronized void lease(long id, long until) {
        Thing thing = things.get(id);
        if (thing == null) {
            return;
        }
        thing.touched = sweep;
        if (!thing.leased) {
            leased.add(thing);
            thing.leased = true;
        }
        thing.leasedUntil = until;
    }

    /** Ends leases that are over; returns for how long the next is not. */
    long endLeases(long now) {
        List<Thing> ends = new ArrayList<>();
        long next = Long.MAX_VALUE;
        synchronized (this) {
            for (int i = leased.size() - 1; i >= 0; i--) {
                Thing thing = leased.get(i);
                long left = thing.leasedUntil - now;
                if (left > 0) {
                    next = Math.min(next, left);
                    continue;
                }
                Thing last = leased.removeLast();
                if (i < leased.size()) {
                    leased.set(i, last);
                }
                thing.leased = false;
                Thing ended = settle(thing);
                if (ended != null) {
                    ends.add(ended);
                }
            }
        }
        ends.forEach(Registry::end);
        return next;
    }

    /** These are in a value that is about to be kept by {@code container}. */
    synchronized void embed(Thing container, long... ids) {
        container.contains = true;
        for (long id : ids) {
            Thing thing = things.get(id);
            if (thing != null) {
                thing.embedded = true;
                thing.touched = sweep;
            }
        }
    }

    /** Something with objects in it may have been let go of. */
    void dropped() {
        sweepWanted.run();
    }

    private static boolean isRoot(Thing thing) {
        return thing.holds > 0 || thing.names > 0 || thing.leased;
    }

    /** Less keeps it than before. Returns it if it is to end. */
    private @Nullable Thing settle(Thing thing) {
        if (isRoot(thing)) {
            return null;
        }
        if (thing.embedded) {
            sweepWanted.run();
            return null;
        }
        things.remove(thing.id);
        return thing;
    }

    private static void end(@Nullable Thing thing) {
        if (thing != null) {
            thing.server().ended(thing);
        }
    }

    /** Lets go of all of them; returns them. */
    synchronized List<Thing> clear() {
        List<Thing> all = List.copyOf(things.values());
        things.clear();
        names.clear();
        leased.clear();
        return all;
    }

    // Sweeps.

    /** Begins a sweep; its number. */
    synchronized long beginSweep() {
        return ++sweep;
    }

    /** Marks those that live for reasons of their own and are not marked; returns them. */
    synchronized List<Thing> markRoots() {
        List<Thing> roots = new ArrayList<>();
        for (Thing thing : things.values()) {
            if (thing.marked != sweep && (isRoot(thing) || !thing.embedded || thing.touched == sweep)) {
                thing.marked = sweep;
                roots.add(thing);
            }
        }
        return roots;
    }

    /** Marks what is found in one that lives; returns those that were not. */
    synchronized List<Thing> mark(List<Long> ids) {
        List<Thing> found = new ArrayList<>();
        for (long id : ids) {
            Thing thing = things.get(id);
            if (thing != null && thing.marked != sweep) {
                thing.marked = sweep;
                found.add(thing);
            }
        }
        return found;
    }

    /** Frees what was not marked; {@code null} if something has become reachable that was not followed yet. */
    synchronized @Nullable List<Thing> endSweep() {
        List<Thing> garbage = new ArrayList<>();
        for (Thing thing : things.values()) {
            if (thing.marked != sweep) {
                if (isRoot(thing) || !thing.embedded || thing.touched == sweep) {
                    return null;
                }
                garbage.add(thing);
            }
        }
        for (Thing thing : garbage) {
            things.remove(thing.id);
        }
        return garbage;
    }
}
