package dev.procession.benchmarks.page;

import dev.procession.benchmarks.harness.Row;
import dev.procession.benchmarks.harness.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A table with an axis as lines, both axes logarithmic: dots are medians, thin lines go from the least to the most.
 */
final class Lines {
    private static final int WIDTH = 820;
    private static final int HEIGHT = 400;
    private static final int LEFT = 70;
    private static final int RIGHT = 790;
    private static final int TOP = 86;
    private static final int BOTTOM = 350;

    private Lines() {}

    static String draw(Table table) {
        Map<String, List<Row>> series = new LinkedHashMap<>();
        List<Double> xs = new ArrayList<>();
        List<Double> ys = new ArrayList<>();
        for (Row row : table.rows()) {
            series.computeIfAbsent(row.name(), name -> new ArrayList<>()).add(row);
            xs.add(x(row));
            ys.addAll(row.values());
        }
        Svg svg = new Svg(WIDTH, HEIGHT, table.title());
        svg.text("title", "start", 12, 24, table.title());
        svg.text(
                "small",
                "start",
                12,
                44,
                table.unit().label() + ", logarithmic; " + (table.unit().moreIsBetter() ? "higher" : "lower")
                        + " is better; dot: median, line: least to most");
        LogAxis across = new LogAxis(xs, LEFT, RIGHT);
        LogAxis up = new LogAxis(ys, BOTTOM, TOP);
        for (double decade : up.decades()) {
            svg.line("grid", LEFT, up.at(decade), RIGHT, up.at(decade));
            svg.text("small", "end", LEFT - 8.0, up.at(decade) + 4, Numbers.mark(decade));
        }
        for (double x : xs.stream().distinct().toList()) {
            svg.line("grid", across.at(x), TOP, across.at(x), BOTTOM);
            svg.text("small", "middle", across.at(x), BOTTOM + 18.0, Numbers.mark(x));
        }
        svg.text("small", "middle", (LEFT + RIGHT) / 2.0, BOTTOM + 38.0, Objects.requireNonNull(table.axis()));
        double legend = LEFT;
        int number = 0;
        for (Map.Entry<String, List<Row>> each : series.entrySet()) {
            String style = each.getKey().startsWith("Procession") ? "ours" : "s" + number++ % (Svg.COLOURS - 1);
            svg.dot(style, legend, 64);
            svg.text("small", "start", legend + 8, 68, each.getKey());
            legend += 40 + 7.0 * each.getKey().length();
            path(svg, across, up, style, each.getValue());
        }
        return svg.toString();
    }

    private static double x(Row row) {
        return Objects.requireNonNull(row.x());
    }

    private static void path(Svg svg, LogAxis across, LogAxis up, String style, List<Row> rows) {
        StringBuilder points = new StringBuilder();
        for (Row row : rows) {
            if (row.values().isEmpty()) {
                continue;
            }
            double x = across.at(x(row));
            svg.line(
                    "range",
                    x,
                    up.at(row.values().getFirst()),
                    x,
                    up.at(row.values().getLast()));
            svg.dot(style, x, up.at(row.median()));
            points.append(Svg.point(x, up.at(row.median())));
        }
        svg.path(style, points.toString().trim());
    }
}
