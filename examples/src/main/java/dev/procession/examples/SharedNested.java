package dev.procession.examples;

import dev.procession.Procession;
import dev.procession.function.VoidTask;
import dev.procession.process.ChildProcess;
import dev.procession.shared.Manager;
import dev.procession.shared.SharedList;
import dev.procession.shared.SharedMap;
import dev.procession.sync.ProcessEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Objects in objects. A plain list in a shared map is a copy wherever it is looked at, and must be put again to be
 * changed; a shared list in a shared map is the one list, for all processes. An object lives as long as somebody
 * holds it, or one that lives has it in it; a process that dies holds nothing.
 */
public final class SharedNested {
    private SharedNested() {}

    /** Runs the example. */
    public static void main(String[] args) throws InterruptedException {
        try (Procession px = Procession.local();
                Manager manager = px.manager()) {
            SharedMap<String, List<Integer>> map = manager.map();

            // A plain list travels as a copy.
            map.put("copy", new ArrayList<>(List.of(1)));
            inChild(px, () -> map.getOrDefault("copy", List.of()).add(2));
            Expect.that("a copy, changed in a child", List.of(1), map.getOrDefault("copy", List.of()));
            inChild(px, () -> {
                List<Integer> copy = map.getOrDefault("copy", List.of());
                copy.add(2);
                map.put("copy", copy);
            });
            Expect.that("and put again", List.of(1, 2), map.getOrDefault("copy", List.of()));
            inChild(
                    px,
                    () -> map.computeIfPresent("copy", (key, list) -> {
                        list.add(3);
                        return list;
                    }));
            Expect.that("changed where it is", List.of(1, 2, 3), map.getOrDefault("copy", List.of()));

            // A shared list travels as itself.
            SharedList<Integer> live = manager.list();
            live.add(1);
            map.put("live", live);
            inChild(px, () -> map.getOrDefault("live", List.of()).add(2));
            Expect.that("a shared list, changed in a child", List.of(1, 2), live);
            Expect.that("the list in the map is that list", live, map.getOrDefault("live", List.of()));

            // As deep as one likes.
            SharedMap<String, SharedMap<String, SharedList<Integer>>> temperatures = manager.map();
            SharedMap<String, SharedList<Integer>> north = manager.map();
            temperatures.put("north", north);
            inChild(px, () -> {
                SharedMap<String, SharedList<Integer>> there = Objects.requireNonNull(temperatures.get("north"));
                SharedList<Integer> oslo = manager.list();
                there.put("Oslo", oslo);
                oslo.addAll(List.of(-4, 2));
            });
            Objects.requireNonNull(north.get("Oslo")).add(7);
            Expect.that("a list in a map in a map", "{north={Oslo=[-4, 2, 7]}}", temperatures.toString());

            endsWithItsHolders(px, manager);
        }
    }

    private static void endsWithItsHolders(Procession px, Manager manager) throws InterruptedException {
        SharedMap<String, SharedList<String>> kept = manager.map();
        ProcessEvent made = manager.event();
        long before = manager.size();
        ChildProcess child = px.start(() -> {
            SharedList<String> mine = manager.list();
            SharedList<String> ours = manager.list();
            mine.add("nobody else knows this list");
            ours.add("this one is in a map");
            kept.put("ours", ours);
            made.set();
            Thread.sleep(Long.MAX_VALUE);
        });
        made.await();
        Expect.that("lists of a child", 2L, manager.size() - before);
        child.kill();
        awaitSize(manager, before + 1);
        System.out.println("the child is killed: its own list is gone, the one in the map is not");
        kept.clear();
        awaitSize(manager, before);
        System.out.println("the map is cleared: that one is gone, too");
    }

    /** What nobody can reach is freed soon, not at once. */
    private static void awaitSize(Manager manager, long size) throws InterruptedException {
        while (manager.size() != size) {
            Thread.sleep(10);
        }
    }

    private static void inChild(Procession px, VoidTask body) throws InterruptedException {
        ChildProcess child = px.start(body);
        child.join();
        if (child.exitCode().getAsInt() != 0) {
            throw new IllegalStateException("the child failed: " + child.failure());
        }
    }
}
