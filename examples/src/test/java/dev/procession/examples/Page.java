package dev.procession.examples;

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

/** A page of the documentation, and what of it is code. */
record Page(Path file) {
    static final Path DOCS = Path.of("../docs");
    private static final Path SOURCES = Path.of("src/main/java/dev/procession/examples");
    private static final String COMMAND = "./procession example ";

    /**
     * What of a page is code.
     *
     * @param kind the word after its fence
     * @param lines its lines
     * @param at the line of the page at which it begins, from 1
     * @param before the line of the page before it that is not empty
     */
    record Block(Path page, String kind, List<String> lines, int at, String before) {
        String text() {
            return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
        }

        @Override
        public String toString() {
            return page + ":" + at;
        }
    }

    /** Code of a program, the name under which the page runs it, and what it prints. */
    record Run(String program, List<Block> code, String output) {
        @Override
        public String toString() {
            return program;
        }

        Program example() throws IOException {
            Map<String, Program> programs =
                    Program.all().stream().collect(Collectors.toMap(Program::name, Function.identity()));
            assertTrue(programs.containsKey(program), program);
            return programs.get(program);
        }

        List<String> source() throws IOException {
            String name = example()
                    .type()
                    .getName()
                    .substring(Page.class.getPackageName().length() + 1);
            return Files.readAllLines(SOURCES.resolve(name.replace('.', '/') + ".java"));
        }
    }

    static List<Page> under(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .map(Page::new)
                    .toList();
        }
    }

    List<Block> blocks() throws IOException {
        List<Block> blocks = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        String before = "";
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith("```")) {
                Block block = new Block(file, line.substring(3), new ArrayList<>(), i + 1, before);
                for (i++; !lines.get(i).equals("```"); i++) {
                    block.lines().add(lines.get(i));
                }
                blocks.add(block);
            } else if (!line.isBlank()) {
                before = line;
            }
        }
        return blocks;
    }

    /** The programs that the page shows, runs by the command line, and shows the output of. */
    List<Run> runs() throws IOException {
        List<Run> runs = new ArrayList<>();
        List<Block> code = new ArrayList<>();
        String program = "";
        for (Block block : blocks()) {
            switch (block.kind()) {
                case "java" -> code.add(block);
                case "sh" -> {
                    String first = block.lines().getFirst();
                    program = first.startsWith(COMMAND) ? first.substring(COMMAND.length()) : "";
                }
                case "text" -> {
                    if (!program.isEmpty()) {
                        runs.add(new Run(program, List.copyOf(code), block.text()));
                        code.clear();
                        program = "";
                    }
                }
                default -> {
                    // Of another language, which nobody here runs.
                }
            }
        }
        return runs;
    }

    /** Its code and output alone, to be compared with that of a translation. */
    List<String> codeAndOutput() throws IOException {
        return blocks().stream()
                .flatMap(block -> Stream.concat(Stream.of(block.kind()), block.lines().stream()))
                .toList();
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
