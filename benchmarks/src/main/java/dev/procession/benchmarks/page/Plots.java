package dev.procession.benchmarks.page;

import dev.procession.benchmarks.harness.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The plots: a table with an axis has one of its own; others share one where their unit is the same. */
final class Plots {
    private Plots() {}

    /** By the name of the file. */
    static Map<String, String> of(Map<String, Table> tables) {
        Map<String, String> plots = new LinkedHashMap<>();
        for (Table table : tables.values()) {
            if (table.axis() != null) {
                plots.put(table.id(), Lines.draw(table));
            }
        }
        bars(plots, tables, "queue", "Elements from one process to another", "queue-small queue-1k queue-64k");
        bars(plots, tables, "ring", "Raw records from one JVM to another", "ring-spsc ring-mpmc ring-1k");
        bars(
                plots,
                tables,
                "shapes",
                "Many producers and consumers at one queue",
                "shape-1x1 shape-1x10 shape-10x1 shape-3x20 shape-20x3 shape-20x20");
        bars(plots, tables, "trips", "Round trips", "pipe-raw pipe-hot pipe-parked task-apply task-parked");
        bars(plots, tables, "tasks", "What a task costs", "task-async task-chunk1 task-map task-1m task-100m");
        bars(
                plots,
                tables,
                "manager",
                "Calls of a manager's objects",
                "manager-get manager-put manager-lock manager-items");
        bars(plots, tables, "startup", "From nothing to a first result", "startup");
        return plots;
    }

    private static void bars(
            Map<String, String> plots, Map<String, Table> tables, String name, String title, String ids) {
        List<Table> shown = Stream.of(ids.split(" "))
                .map(tables::get)
                .filter(Objects::nonNull)
                .toList();
        if (!shown.isEmpty()) {
            plots.put(name, Bars.draw(title, shown));
        }
    }
}
