package dev.procession.benchmarks.page;

import dev.procession.benchmarks.harness.Row;
import dev.procession.benchmarks.harness.Table;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * A figure that was asked of a part when it was built.
 *
 * @param part it was asked of
 * @param what was asked
 * @param ours the figure
 * @param peer what it is a multiple of; null when the figure itself is asked
 * @param atLeast whether the limit is the least that is asked, or the most
 * @param limit of the multiple, or of the figure
 * @param note what was done about it, for the reader of one that falls short
 */
record Goal(String part, String what, Figure ours, @Nullable Figure peer, boolean atLeast, double limit, String note) {

    /** One median of one table. */
    record Figure(String table, String row, @Nullable Double x) {
        double in(Collection<Table> tables) {
            return tables.stream()
                    .filter(candidate -> candidate.id().equals(table))
                    .flatMap(candidate -> candidate.rows().stream())
                    .filter(candidate -> candidate.name().equals(row) && (x == null || x.equals(candidate.x())))
                    .mapToDouble(Row::median)
                    .findFirst()
                    .orElse(Double.NaN);
        }

        String unit(Collection<Table> tables) {
            return tables.stream()
                    .filter(candidate -> candidate.id().equals(table))
                    .map(candidate -> candidate.unit().label())
                    .findFirst()
                    .orElse("");
        }
    }

    /** The figure, or the multiple of the peer's; NaN where one of the two was not measured. */
    double reached(Collection<Table> tables) {
        return ours.in(tables) / (peer == null ? 1 : peer.in(tables));
    }

    boolean met(Collection<Table> tables) {
        double reached = reached(tables);
        return atLeast ? reached >= limit : reached <= limit;
    }

    String bound() {
        return (atLeast ? "≥ " : "≤ ") + Numbers.text(limit) + (peer == null ? "" : " ×");
    }
}
