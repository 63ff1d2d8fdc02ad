package dev.procession.benchmarks.page;

import dev.procession.benchmarks.harness.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The pages of the figures that are kept. Their prose is written by hand; what stands between
 * {@code <!-- figures: ID … -->} and {@code <!-- end -->} is made from {@code results/}, and so are the plots.
 */
public final class Pages {
    private static final Pattern REGION =
            Pattern.compile("<!-- (figures|goals|runs)(?:: ([^>]*))? -->\n.*?<!-- end -->", Pattern.DOTALL);

    private Pages() {}

    /** Makes them anew. */
    public static void write(Path pages) throws IOException {
        for (Map.Entry<Path, String> page : make(pages).entrySet()) {
            Files.writeString(page.getKey(), page.getValue());
        }
    }

    /** What each of them has to contain. */
    static Map<Path, String> make(Path pages) throws IOException {
        List<Run> runs = Run.all(pages);
        Map<String, Table> tables = new LinkedHashMap<>();
        for (Run run : runs) {
            run.tables().forEach(table -> tables.put(table.id(), table));
        }
        Map<Path, String> made = new TreeMap<>();
        try (Stream<Path> files = Files.list(pages)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".md")).toList()) {
                made.put(file, page(Files.readString(file), runs, tables));
            }
        }
        for (Map.Entry<String, String> plot : Plots.of(tables).entrySet()) {
            made.put(pages.resolve(plot.getKey() + ".svg"), plot.getValue());
        }
        return made;
    }

    private static String page(String old, List<Run> runs, Map<String, Table> tables) throws IOException {
        String goals = Goals.markdown(Goals.read(), tables.values());
        return REGION.matcher(old).replaceAll(match -> {
            String kind = match.group(1);
            String ids = match.group(2);
            String body = switch (kind) {
                case "figures" -> figures(ids, tables);
                case "goals" -> goals;
                default -> runs(runs);
            };
            String head = "<!-- " + kind + (ids == null ? "" : ": " + ids) + " -->\n";
            return Matcher.quoteReplacement(head + body + "<!-- end -->");
        });
    }

    private static String figures(String ids, Map<String, Table> tables) {
        List<String> texts = new ArrayList<>();
        for (String id : ids.trim().split(" ", -1)) {
            Table table = tables.get(id);
            texts.add(table == null ? "Not measured yet: " + id + ".\n" : Tables.markdown(table));
        }
        return "\n" + String.join("\n", texts) + "\n";
    }

    private static String runs(List<Run> runs) {
        StringBuilder text = new StringBuilder("\n| Run | Date | On | Load before |\n|---|---|---|--:|\n");
        for (Run run : runs) {
            text.append(String.format(
                    "| [%s](results/%s.json) | %s | %d × %s, %d GiB, %s, %s, %s | %s |%n",
                    run.name(),
                    run.name(),
                    run.date(),
                    run.machine().processors(),
                    run.machine().model(),
                    Math.round(run.machine().memoryMebibytes() / 1024.0),
                    run.machine().system(),
                    run.machine().jdk(),
                    run.machine().python(),
                    run.machine().loadBefore()));
        }
        return text.append('\n').toString();
    }
}
