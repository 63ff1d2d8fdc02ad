package dev.procession.benchmarks.page;

import dev.procession.benchmarks.harness.Table;
import dev.procession.benchmarks.page.Goal.Figure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Every figure that was asked of a part when it was built, beside what it is now. A goal in {@code goals.tsv} has a
 * line: part, what, table and row of ours, table and row of the peer (or a dash), the limit, and what was done
 * about it where it falls short. A row {@code NAME@X} is a place on an axis.
 */
final class Goals {
    private static final String FILE = "goals.tsv";
    private static final int COLUMNS = 6;

    private Goals() {}

    /** As they are in the resource. */
    static List<Goal> read() throws IOException {
        List<Goal> goals = new ArrayList<>();
        for (String line : text().lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] cells = line.split("\t", -1);
            if (cells.length != COLUMNS) {
                throw new IOException(FILE + ": columns=" + cells.length + ", asked=" + COLUMNS + ": " + line);
            }
            String[] limit = cells[4].split(" ", 2);
            goals.add(new Goal(
                    cells[0],
                    cells[1],
                    figure(cells[2]),
                    cells[3].equals("-") ? null : figure(cells[3]),
                    limit[0].equals(">="),
                    Double.parseDouble(limit[1]),
                    cells[5]));
        }
        return goals;
    }

    private static String text() throws IOException {
        try (InputStream in = Goals.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IOException("no resource " + FILE);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** {@code table/row}, or {@code table/row@x}. */
    private static Figure figure(String text) {
        int slash = text.indexOf('/');
        int at = text.indexOf('@');
        return new Figure(
                text.substring(0, slash),
                text.substring(slash + 1, at < 0 ? text.length() : at),
                at < 0 ? null : Double.valueOf(text.substring(at + 1)));
    }

    /** The table, and below it what was done about each that falls short. */
    static String markdown(List<Goal> goals, Collection<Table> tables) {
        StringBuilder rows = new StringBuilder();
        StringBuilder notes = new StringBuilder();
        int met = 0;
        int measured = 0;
        for (Goal goal : goals) {
            double reached = goal.reached(tables);
            if (!Double.isNaN(reached)) {
                measured++;
                if (goal.met(tables)) {
                    met++;
                } else {
                    notes.append(String.format("- **%s, %s**: %s%n", goal.part(), goal.what(), goal.note()));
                }
            }
            rows.append(row(goal, reached, tables));
        }
        return "\nMet: " + met + " of " + measured + ".\n\n"
                + "| Part | What | Ours | Peer | Reached | Asked | |\n|---|---|--:|--:|--:|--:|---|\n" + rows
                + "\n### What was done about those that fall short\n\n" + notes + "\n";
    }

    private static String row(Goal goal, double reached, Collection<Table> tables) {
        Figure peer = goal.peer();
        return String.format(
                "| %s | %s | %s | %s | %s | %s | %s |%n",
                goal.part(),
                goal.what(),
                value(goal.ours(), tables),
                peer == null ? "" : peer.row() + ": " + value(peer, tables),
                Double.isNaN(reached) ? "not measured" : Numbers.text(reached) + (peer == null ? "" : " ×"),
                goal.bound(),
                Double.isNaN(reached) || goal.met(tables) ? "" : "**short**");
    }

    private static String value(Figure figure, Collection<Table> tables) {
        double value = figure.in(tables);
        return Double.isNaN(value) ? "–" : Numbers.text(value) + " " + figure.unit(tables);
    }
}
