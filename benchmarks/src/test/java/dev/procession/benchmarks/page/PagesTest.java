package dev.procession.benchmarks.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.benchmarks.harness.Table;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

/** The pages say what the kept figures say, all of them. */
class PagesTest {
    private static final Path PAGES = Path.of("..", "docs", "benchmarks");

    @Test
    void pages_keptFigures_sayTheSame() throws IOException {
        Map<Path, String> made = Pages.make(PAGES);
        for (Map.Entry<Path, String> page : made.entrySet()) {
            assertEquals(
                    page.getValue(),
                    Files.readString(page.getKey()),
                    () -> page.getKey().getFileName()
                            + " is not what its figures say; ./x bench --pages makes it anew");
        }
        assertTrue(made.containsKey(PAGES.resolve("README.md")), made::toString);
    }

    @Test
    void pages_everyPlot_isShownAndThere() throws IOException {
        String page = Files.readString(PAGES.resolve("README.md"));
        Matcher shown = Pattern.compile("\\]\\((\\w[\\w-]*\\.svg)\\)").matcher(page);
        List<String> names =
                shown.results().map(match -> match.group(1)).sorted().toList();
        List<String> made = Pages.make(PAGES).keySet().stream()
                .map(file -> file.getFileName().toString())
                .filter(name -> name.endsWith(".svg"))
                .sorted()
                .toList();
        assertEquals(made, names);
    }

    @Test
    void plots_all_areWellFormed() throws Exception {
        for (Map.Entry<Path, String> page : Pages.make(PAGES).entrySet()) {
            if (page.getKey().toString().endsWith(".svg")) {
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(page.getValue())));
                assertFalse(page.getValue().contains("NaN"), () -> page.getKey() + " has no number somewhere");
            }
        }
    }

    @Test
    void goals_all_areMeasured() throws IOException {
        List<Table> tables =
                Run.all(PAGES).stream().flatMap(run -> run.tables().stream()).toList();
        for (Goal goal : Goals.read()) {
            assertFalse(Double.isNaN(goal.reached(tables)), () -> "not measured: " + goal);
            assertTrue(goal.met(tables) || !goal.note().isBlank(), () -> "says not what was done: " + goal);
        }
    }

    @Test
    void results_all_haveFiveRepeatsOrMore() throws IOException {
        try (Stream<Table> tables = Run.all(PAGES).stream().flatMap(run -> run.tables().stream())) {
            tables.filter(table -> !table.id().equals("idle-memory"))
                    .flatMap(table -> table.rows().stream())
                    .filter(row -> !row.values().isEmpty())
                    .forEach(row -> assertTrue(row.values().size() >= 5, row::toString));
        }
    }
}
