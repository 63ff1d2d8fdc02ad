package dev.procession.benchmarks.harness;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What was measured beside each other.
 *
 * @param id by which goals and plots find it
 * @param title what was done
 * @param unit of its values
 * @param axis what {@link Row#x} counts; null when rows are contenders, not points
 * @param rows as they were measured; of contenders, the peer of the ratios is the first
 */
public record Table(
        String id, String title, Unit unit, @Nullable String axis, List<Row> rows) {
    /** The table as text, with each median as a multiple of the first one, or, on an axis, of its series' first. */
    public String text() {
        StringBuilder text =
                new StringBuilder(title).append(", ").append(unit.label()).append('\n');
        for (Row row : rows) {
            text.append(line(row)).append('\n');
        }
        return text.toString();
    }

    private String line(Row row) {
        String name =
                row.x() == null ? row.name() : String.format(Locale.ROOT, "%s, %,.0f %s", row.name(), row.x(), axis);
        if (row.values().isEmpty()) {
            return String.format(Locale.ROOT, "  %-46s %s", name, row.note());
        }
        Row peer = peer(row);
        return String.format(
                Locale.ROOT,
                "  %-46s %10.3f (%.3f – %.3f, n=%d)%s%s%s",
                name,
                row.median(),
                row.values().getFirst(),
                row.values().getLast(),
                row.values().size(),
                row.p99() == null ? "" : String.format(Locale.ROOT, "  p99 %.2f, p99.9 %.2f", row.p99(), row.p999()),
                row.processorSeconds() == null
                        ? ""
                        : String.format(Locale.ROOT, "  %.2f CPU s / M", row.processorSeconds()),
                peer.equals(row) || peer.median() == 0
                        ? ""
                        : String.format(Locale.ROOT, "  %.2f × %s", row.median() / peer.median(), peer.name()));
    }

    /** The first that finished, of the same series where there is an axis. */
    public Row peer(Row row) {
        return rows.stream()
                .filter(other -> !other.values().isEmpty())
                .filter(other -> axis == null || other.name().equals(row.name()))
                .findFirst()
                .orElse(row);
    }
}
