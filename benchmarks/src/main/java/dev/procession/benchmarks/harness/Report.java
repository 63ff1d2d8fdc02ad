package dev.procession.benchmarks.harness;

import java.util.ArrayList;
import java.util.List;

/** The tables of one run, printed as they come. */
public final class Report {
    private final List<Table> tables = new ArrayList<>();

    /** Prints and keeps {@code table}. */
    public void add(Table table) {
        System.out.println(table.text());
        tables.add(table);
    }

    /** All so far, in their order. */
    public List<Table> tables() {
        return List.copyOf(tables);
    }
}
