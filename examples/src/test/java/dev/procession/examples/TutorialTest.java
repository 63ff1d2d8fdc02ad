package dev.procession.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tutorial's pages show lines of programs that exist, and what these print. */
class TutorialTest {
    private static final Path ENGLISH = Path.of("../docs/tutorial.md");
    private static final Path CHINESE = Path.of("../docs/tutorial.zh-CN.md");
    private static final Path SOURCES = Path.of("src/main/java/dev/procession/examples");
    private static final String COMMAND = "./procession example ";

    /** What of a page is code: its kind, its lines, and the line of the page at which it begins. */
    record Block(String kind, List<String> lines, int at) {}

    /** A chapter's code, the name of its program, and what it prints. */
    record Chapter(String program, List<String> code, String output) {
        @Override
        public String toString() {
            return program;
        }
    }

    private static List<Block> blocks(Path page) throws IOException {
        List<Block> blocks = new ArrayList<>();
        List<String> lines = Files.readAllLines(page);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("```")) {
                Block block = new Block(lines.get(i).substring(3), new ArrayList<>(), i + 1);
                for (i++; !lines.get(i).equals("```"); i++) {
                    block.lines().add(lines.get(i));
                }
                blocks.add(block);
            }
        }
        return blocks;
    }

    static List<Chapter> chapters() throws IOException {
        List<Chapter> chapters = new ArrayList<>();
        List<String> code = new ArrayList<>();
        String program = "";
        for (Block block : blocks(ENGLISH)) {
            switch (block.kind()) {
                case "java" -> code.addAll(block.lines());
                case "sh" -> program = block.lines().getFirst().substring(COMMAND.length());
                case "text" -> {
                    chapters.add(new Chapter(program, List.copyOf(code), String.join("\n", block.lines()) + "\n"));
                    code.clear();
                }
                default -> throw new AssertionError("a block of kind " + block.kind() + ", line " + block.at());
            }
        }
        return chapters;
    }

    private static Program program(String name) throws IOException {
        Map<String, Program> programs =
                Program.all().stream().collect(Collectors.toMap(Program::name, Function.identity()));
        assertTrue(programs.containsKey(name), name);
        return programs.get(name);
    }

    @ParameterizedTest
    @MethodSource("chapters")
    void program_run_printsWhatThePageShows(Chapter chapter) throws Exception {
        // A callback that throws is logged, as its chapter says.
        boolean logs = chapter.program().equals("pool-callbacks");

        assertEquals(chapter.output(), program(chapter.program()).run(logs));
    }

    @ParameterizedTest
    @MethodSource("chapters")
    void everyLineOfCode_isOneOfTheProgram(Chapter chapter) throws Exception {
        Path source = SOURCES.resolve(program(chapter.program()).type().getSimpleName() + ".java");
        List<String> there =
                Files.readAllLines(source).stream().map(String::strip).toList();

        assertEquals(
                List.of(),
                chapter.code().stream()
                        .map(String::strip)
                        .filter(line -> !there.contains(line))
                        .toList());
    }

    @Test
    void chinesePage_hasTheSameCodeAndOutput() throws Exception {
        Function<Block, Stream<String>> text = block -> Stream.concat(Stream.of(block.kind()), block.lines().stream());

        assertEquals(
                blocks(ENGLISH).stream().flatMap(text).toList(),
                blocks(CHINESE).stream().flatMap(text).toList());
    }

    @Test
    void chapters_count() throws Exception {
        assertEquals(12, chapters().size());
    }
}
