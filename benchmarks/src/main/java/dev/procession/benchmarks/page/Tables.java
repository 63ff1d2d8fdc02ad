package dev.procession.benchmarks.page;

import dev.procession.benchmarks.harness.Row;
import dev.procession.benchmarks.harness.Table;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tables as Markdown, each with a line for every peer that is ahead of ours. */
final class Tables {
    private static final String OURS = "Procession";

    private Tables() {}

    static String markdown(Table table) {
        return table.axis() == null ? contenders(table) : growth(table, table.axis());
    }

    private static String contenders(Table table) {
        boolean trips = table.rows().stream().anyMatch(row -> row.p99() != null);
        boolean processor = table.rows().stream().anyMatch(row -> row.processorSeconds() != null);
        StringBuilder text = new StringBuilder();
        line(
                text,
                table.title() + " (" + table.unit().label() + ")",
                "median",
                "least – most",
                trips ? "p99" : null,
                trips ? "p99.9" : null,
                processor ? "CPU s per million" : null,
                "ratio");
        text.append("|---|--:|--:|--:|").append(trips ? "--:|--:|" : "").append(processor ? "--:|" : "");
        text.append('\n');
        for (Row row : table.rows()) {
            boolean done = !row.values().isEmpty();
            line(
                    text,
                    row.name(),
                    done ? Numbers.text(row.median()) : String.valueOf(row.note()),
                    done ? range(row) : "",
                    trips ? optional(row.p99()) : null,
                    trips ? optional(row.p999()) : null,
                    processor ? optional(row.processorSeconds()) : null,
                    done ? ratio(row.median(), table.peer(row).median()) : "");
        }
        return text.append(ahead(table)).toString();
    }

    private static String ratio(double ours, double peer) {
        return peer == 0 ? "" : Numbers.text(ours / peer);
    }

    /** Which peers did better than the best of ours, so that nobody need look for it. */
    private static String ahead(Table table) {
        List<Row> ours = table.rows().stream()
                .filter(row -> row.name().startsWith(OURS) && !row.values().isEmpty())
                .toList();
        Optional<Row> best = ours.stream().reduce((a, b) -> better(table, a.median(), b.median()) ? a : b);
        StringBuilder text = new StringBuilder();
        for (Row row : table.rows()) {
            if (best.isPresent()
                    && !row.name().startsWith(OURS)
                    && !row.values().isEmpty()
                    && better(table, row.median(), best.get().median())) {
                double times = row.median() / best.get().median();
                if (row.median() == 0 || best.get().median() == 0) {
                    // Nothing is no multiple of anything.
                    continue;
                }
                text.append("\n**")
                        .append(row.name())
                        .append(" is ahead of ours: ")
                        .append(Numbers.text(Math.max(times, 1 / times)))
                        .append(" ×.**\n");
            }
        }
        return text.toString();
    }

    private static boolean better(Table table, double one, double other) {
        return table.unit().moreIsBetter() ? one > other : one < other;
    }

    private static String growth(Table table, String axis) {
        Set<String> names = new LinkedHashSet<>();
        Set<Double> places = new LinkedHashSet<>();
        for (Row row : table.rows()) {
            names.add(row.name());
            places.add(row.x());
        }
        StringBuilder text =
                new StringBuilder("| " + table.title() + " (" + table.unit().label() + "): " + axis + " |");
        names.forEach(name -> text.append(' ').append(name).append(" |"));
        text.append("\n|--:|").append("--:|".repeat(names.size())).append('\n');
        for (Double place : places) {
            List<String> cells = new ArrayList<>(List.of(String.format(Locale.ROOT, "%,.0f", place)));
            for (String name : names) {
                cells.add(table.rows().stream()
                        .filter(row -> place.equals(row.x()) && row.name().equals(name))
                        .findFirst()
                        .map(Tables::cell)
                        .orElse("–"));
            }
            line(text, cells.toArray(String[]::new));
        }
        return text.toString();
    }

    private static String cell(Row row) {
        return row.values().isEmpty()
                ? String.valueOf(row.note())
                : Numbers.text(row.median()) + " (" + range(row) + ")";
    }

    private static String range(Row row) {
        return Numbers.text(row.values().getFirst()) + " – "
                + Numbers.text(row.values().getLast());
    }

    private static String optional(@Nullable Double value) {
        return value == null ? "" : Numbers.text(value);
    }

    private static void line(StringBuilder text, @Nullable String... cells) {
        text.append('|');
        for (String cell : cells) {
            if (cell != null) {
                text.append(' ').append(cell).append(" |");
            }
        }
        text.append('\n');
    }
}
