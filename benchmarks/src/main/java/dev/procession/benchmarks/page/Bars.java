package dev.procession.benchmarks.page;

import dev.procession.benchmarks.harness.Row;
import dev.procession.benchmarks.harness.Table;
import java.util.ArrayList;
import java.util.List;

/** Tables of one unit as bars on a logarithmic axis: a bar to the median, a line from the least to the most. */
final class Bars {
    private static final int WIDTH = 820;
    private static final int LEFT = 250;
    private static final int RIGHT = 740;
    private static final int TOP = 64;
    private static final int ROW = 20;
    private static final int HEADING = 26;
    private static final int BOTTOM = 34;

    private Bars() {}

    static String draw(String title, List<Table> tables) {
        List<Double> values = new ArrayList<>();
        int height = TOP + BOTTOM;
        for (Table table : tables) {
            height += HEADING;
            for (Row row : table.rows()) {
                values.addAll(row.values());
                height += ROW;
            }
        }
        Svg svg = new Svg(WIDTH, height, title);
        LogAxis axis = new LogAxis(values, LEFT, RIGHT);
        svg.text("title", "start", 12, 24, title);
        svg.text("small", "start", 12, 44, subtitle(tables.getFirst()));
        for (double decade : axis.decades()) {
            svg.line("grid", axis.at(decade), TOP, axis.at(decade), height - BOTTOM);
            svg.text("small", "middle", axis.at(decade), height - BOTTOM + 16.0, Numbers.mark(decade));
        }
        double y = TOP;
        for (Table table : tables) {
            svg.text("", "start", 12, y + 18, table.title());
            y += HEADING;
            for (Row row : table.rows()) {
                row(svg, axis, row, y);
                y += ROW;
            }
        }
        return svg.toString();
    }

    private static String subtitle(Table table) {
        return table.unit().label() + ", logarithmic; "
                + (table.unit().moreIsBetter() ? "longer is better" : "shorter is better")
                + "; bar: median, line: least to most";
    }

    private static void row(Svg svg, LogAxis axis, Row row, double y) {
        svg.text("small", "end", LEFT - 8.0, y + 13, row.name());
        if (row.values().isEmpty()) {
            svg.text("small", "start", LEFT + 4.0, y + 13, String.valueOf(row.note()));
            return;
        }
        double end = axis.at(row.median());
        svg.bar(row.name().startsWith("Procession") ? "ours" : "s0", LEFT, y + 3, end - LEFT, ROW - 6.0);
        double most = axis.at(row.values().getLast());
        svg.line("range", axis.at(row.values().getFirst()), y + ROW / 2.0, most, y + ROW / 2.0);
        svg.text("small", "start", Math.max(most, end) + 6, y + 13, Numbers.text(row.median()));
    }
}
