package dev.procession.internal.manager;

import dev.procession.internal.proxy.ObjectKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a server, and why each of them lives: held by processes, named, leased for a message, or in
 * another object that lives.
 *
 * <p>An object that never was in another one is freed as soon as nothing else keeps it. One that was is freed by a
 * {@linkplain MarkSweep sweep}, which finds circles too. While a sweep runs, an object that a process gets hold of, or
 * that is put into another one, is {@linkplain Entry#touched touched}, and stays until the next.
 *
 * <p>Source: D. Plainfossé, M. Shapiro, "A Survey of Distributed Garbage Collection Techniques" (1995), for
 * reference listing by leases; E. W. Dijkstra et al., "On-the-Fly Garbage Collection" (1978),
 * for the sweep's barrier.
 *
 * <p>Thread safety: any thread; its lock is held for no call of anything else.
 */
final class ObjectTable {
    private final Map<Long, Entry> entries = new ConcurrentHashMap<>();
    private final Map<String, Entry> names = new HashMap<>();
    private final List<Entry> leased = new ArrayList<>();
    private final Runnable sweepWanted;
    private final Consumer<? super ManagedObject> onEnd;
    private long lastId;
    private long sweep = 1;

    /** An object and why it lives; guarded by the table. */
    static final class Entry {
        private final ManagedObject object;
        private final long id;
        /** How often processes hold it, all together. */
        private int holds;

        private boolean isNamed;
        private boolean isLeased;
        /** Until when a message may be on its way with it, by {@link System#nanoTime}, if it is leased. */
        private long leasedUntil;
        /** Whether it has ever been in another object; then only a sweep can free it. */
        private boolean isContained;
        /** The last sweep in whose time a process got hold of it, or it was put into another object. */
        private long touched;
        /** The last sweep that found it. */
        private long marked;

        private Entry(ManagedObject object, long id) {
            this.object = object;
            this.id = id;
        }

        ManagedObject object() {
            return object;
        }

        long id() {
            return id;
        }

        private boolean isRoot() {
            return holds > 0 || isNamed || isLeased;
        }

        /** Whether a sweep keeps it without having found it in another object. */
        private boolean isKept(long sweep) {
            return isRoot() || !isContained || touched == sweep;
        }
    }

    /**
     * A table without objects.
     *
     * @param sweepWanted is told when something may have become garbage
     * @param onEnd gets an object that nothing keeps any more
     */
    ObjectTable(Runnable sweepWanted, Consumer<? super ManagedObject> onEnd) {
        this.sweepWanted = sweepWanted;
        this.onEnd = onEnd;
    }

    /** The object with that number; {@code null} if there is none any more. */
    @Nullable
    ManagedObject find(long id) {
        Entry entry = entries.get(id);
        return entry == null ? null : entry.object;
    }

    int size() {
        return entries.size();
    }

    /** Adds an object that {@code holder} holds. */
    Entry add(ManagedObject object, Holder holder) {
        Entry entry;
        boolean ends;
        synchronized (this) {
            entry = put(object);
            try {
                hold(holder, entry);
            } catch (OutOfMemoryError e) {
                entries.remove(entry.id);
                throw e;
            }
            // It is nobody's, if the holder has died meanwhile.
            ends = freeIfUnreachable(entry);
        }
        endIf(ends, entry);
        return entry;
    }

    private Entry put(ManagedObject object) {
        Entry entry = new Entry(object, ++lastId);
        entry.touched = sweep;
        entries.put(entry.id, entry);
        return entry;
    }

    /**
     * The object of that name, made if there is none; {@code holder} holds it once more.
     *
     * @throws IllegalArgumentException if it is of another kind
     */
    synchronized Entry named(Holder holder, String name, ObjectKind kind, Supplier<? extends ManagedObject> maker) {
        Entry known = names.get(name);
        if (known == null) {
            known = put(maker.get());
            try {
                names.put(name, known);
            } catch (OutOfMemoryError e) {
                names.remove(name);
                entries.remove(known.id);
                throw e;
            }
            known.isNamed = true;
        } else if (known.object.kind() != kind) {
            throw new IllegalArgumentException("manager: the object named " + name + " is a "
                    + known.object.kind().text() + ", wanted is a " + kind.text());
        }
        hold(holder, known);
        return known;
    }

    /** Takes a name from its object; returns whether there was one. */
    boolean unname(String name) {
        Entry entry;
        boolean ends;
        synchronized (this) {
            entry = names.remove(name);
            if (entry == null) {
                return false;
            }
            entry.isNamed = false;
            ends = freeIfUnreachable(entry);
        }
        endIf(ends, entry);
        return true;
    }

    /** Takes its name from this object. */
    void unname(Entry entry) {
        boolean ends;
        synchronized (this) {
            if (!names.values().remove(entry)) {
                return;
            }
            entry.isNamed = false;
            ends = freeIfUnreachable(entry);
        }
        endIf(ends, entry);
    }

    // Which process holds what.

    /** {@code holder} holds each of these once more; there is nothing to hold of those that are gone. */
    synchronized void hold(Holder holder, long... ids) {
        for (long id : ids) {
            Entry entry = entries.get(id);
            if (entry != null) {
                hold(holder, entry);
            }
        }
    }

    private void hold(Holder holder, Entry entry) {
        entry.touched = sweep;
        if (!holder.isGone()) {
            int before = holder.held.getOrDefault(entry.id, 0);
            try {
                holder.held.merge(entry.id, 1, Integer::sum);
            } catch (OutOfMemoryError e) { // a map that cannot grow has the entry all the same
                if (holder.held.getOrDefault(entry.id, 0) == before) {
                    throw e;
                }
            }
            entry.holds++;
        }
    }

    /** {@code holder} gives back so many holds, or what it has. */
    void release(Holder holder, long id, int times) {
        Entry entry;
        boolean ends;
        synchronized (this) {
            Integer had = holder.held.get(id);
            entry = entries.get(id);
            if (had == null || entry == null || times <= 0) {
                return;
            }
            int given = Math.min(had, times);
            if (given == had) {
                holder.held.remove(id);
            } else {
                holder.held.put(id, had - given);
            }
            entry.holds -= given;
            ends = freeIfUnreachable(entry);
        }
        endIf(ends, entry);
    }

    /** {@code holder} is gone, and holds nothing. */
    void releaseAll(Holder holder) {
        List<ManagedObject> ends;
        synchronized (this) {
            // No memory is needed below: half of it could not be done again.
            ends = new ArrayList<>(holder.held.size());
            holder.held.forEach((id, times) -> {
                Entry entry = entries.get(id);
                if (entry != null) {
                    entry.holds -= times;
                    if (freeIfUnreachable(entry)) {
                        ends.add(entry.object);
                    }
                }
            });
            holder.held.clear();
        }
        ends.forEach(onEnd);
    }

    /** A message is on its way with it. */
    synchronized void lease(long id, long until) {
        Entry entry = entries.get(id);
        if (entry == null) {
            return;
        }
        entry.touched = sweep;
        if (!entry.isLeased) {
            leased.add(entry);
            entry.isLeased = true;
        }
        entry.leasedUntil = until;
    }

    /** Ends leases that are over; returns for how many nanoseconds the next is not. */
    long endLeases(long now) {
        List<ManagedObject> ends;
        long next = Long.MAX_VALUE;
        synchronized (this) {
            ends = new ArrayList<>(leased.size());
            for (int i = leased.size() - 1; i >= 0; i--) {
                Entry entry = leased.get(i);
                long left = entry.leasedUntil - now;
                if (left > 0) {
                    next = Math.min(next, left);
                    continue;
                }
                Entry last = leased.removeLast();
                if (i < leased.size()) {
                    leased.set(i, last);
                }
                entry.isLeased = false;
                if (freeIfUnreachable(entry)) {
                    ends.add(entry.object);
                }
            }
        }
        ends.forEach(onEnd);
        return next;
    }

    /** These are in a value that is about to be kept by an object. */
    synchronized void addContained(long... ids) {
        for (long id : ids) {
            Entry entry = entries.get(id);
            if (entry != null) {
                entry.isContained = true;
                entry.touched = sweep;
            }
        }
    }

    /** Less keeps it than before. Returns whether it is to end. */
    private boolean freeIfUnreachable(Entry entry) {
        if (entry.isRoot()) {
            return false;
        }
        if (entry.isContained) {
            sweepWanted.run();
            return false;
        }
        entries.remove(entry.id);
        return true;
    }

    private void endIf(boolean ends, Entry entry) {
        if (ends) {
            onEnd.accept(entry.object);
        }
    }

    /** Lets go of all of them; returns those that are to be closed. */
    synchronized List<ManagedObject> clear() {
        List<ManagedObject> closed = new ArrayList<>();
        for (Entry entry : entries.values()) {
            if (entry.object.closesSlowly()) {
                closed.add(entry.object);
            }
        }
        entries.clear();
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
        for (Entry entry : entries.values()) {
            if (entry.marked != sweep && entry.isKept(sweep)) {
                entry.marked = sweep;
                roots.add(entry.object);
            }
        }
        return roots;
    }

    /** Marks what is found in one that lives; returns those that were not. */
    synchronized List<ManagedObject> mark(List<Long> ids) {
        List<ManagedObject> found = new ArrayList<>();
        for (long id : ids) {
            Entry entry = entries.get(id);
            if (entry != null && entry.marked != sweep) {
                entry.marked = sweep;
                found.add(entry.object);
            }
        }
        return found;
    }

    /**
     * Frees what was not marked; returns whether that is all: something may have become reachable that was not
     * followed yet.
     */
    boolean endSweep() {
        List<Entry> garbage = new ArrayList<>();
        synchronized (this) {
            for (Entry entry : entries.values()) {
                if (entry.marked != sweep) {
                    if (entry.isKept(sweep)) {
                        return false;
                    }
                    garbage.add(entry);
                }
            }
            for (Entry entry : garbage) {
                entries.remove(entry.id);
            }
        }
        garbage.forEach(entry -> onEnd.accept(entry.object));
        return true;
    }
}
