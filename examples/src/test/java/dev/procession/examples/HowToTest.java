package dev.procession.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.procession.Procession;
import dev.procession.testkit.Deadline;
import java.io.File;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The how-to pages show whole programs, and what these print. */
@Deadline(seconds = 120)
class HowToTest {
    private static final Path PAGES = Page.DOCS.resolve("how-to");

    @TempDir
    private Path directory;

    static List<Page.Run> runs() throws Exception {
        List<Page.Run> runs = new ArrayList<>();
        for (Page page : Page.under(PAGES)) {
            runs.addAll(page.runs());
        }
        runs.addAll(new Page(Page.DOCS.resolve("inheritance.md")).runs());
        return runs;
    }

    @ParameterizedTest
    @MethodSource("runs")
    void program_run_printsWhatThePageShows(Page.Run run) throws Exception {
        assertEquals(run.output(), run.example().run(false));
    }

    /** All of it but the package, which a reader's own file has not. */
    @ParameterizedTest
    @MethodSource("runs")
    void code_isTheWholeProgram(Page.Run run) throws Exception {
        List<String> source = run.source();

        assertEquals(source.subList(2, source.size()), run.code().getLast().lines());
    }

    @Test
    void programs_allOfThem_haveAPage() throws Exception {
        List<String> programs = Program.all().stream()
                .filter(program -> program.type().getPackageName().endsWith(".howto"))
                .map(Program::name)
                .sorted()
                .toList();

        assertEquals(programs, runs().stream().map(Page.Run::program).sorted().toList());
    }

    /** What is typed into JShell prints what the page says. */
    @Test
    void jshell_typed_printsWhatThePageShows() throws Exception {
        List<Page.Block> blocks = new Page(PAGES.resolve("jshell.md")).blocks();
        String typed = "";
        String output = "";
        for (int i = 0; i < blocks.size(); i++) {
            if (blocks.get(i).kind().equals("jshell")) {
                typed = blocks.get(i).text();
                output = blocks.get(i + 1).text();
            }
        }
        Path script = Files.writeString(directory.resolve("script.jsh"), typed + "/exit\n");
        Path out = directory.resolve("out");
        String library = new File(URI.create(Procession.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toString()))
                .toString();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jshell")
                                .toString(),
                        "-s",
                        "-J-Djava.util.prefs.userRoot=" + directory,
                        "--class-path",
                        library,
                        script.toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        process.getOutputStream().close();
        try {
            assertEquals(true, process.waitFor(100, TimeUnit.SECONDS));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        assertEquals(
                output.lines().toList(),
                Files.readAllLines(out, StandardCharsets.UTF_8).stream()
                        .filter(line -> !line.contains("prefs") && !line.contains("INFO"))
                        .toList());
    }
}
