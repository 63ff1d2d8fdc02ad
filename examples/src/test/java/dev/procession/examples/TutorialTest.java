package dev.procession.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tutorial's pages show lines of programs that exist, and what these print. */
class TutorialTest {
    private static final Page ENGLISH = new Page(Page.DOCS.resolve("tutorial.md"));
    private static final Page CHINESE = new Page(Page.DOCS.resolve("tutorial.zh-CN.md"));

    static List<Page.Run> chapters() throws Exception {
        return ENGLISH.runs();
    }

    @ParameterizedTest
    @MethodSource("chapters")
    void program_run_printsWhatThePageShows(Page.Run chapter) throws Exception {
        // A callback that throws is logged, as its chapter says.
        boolean logs = chapter.program().equals("pool-callbacks");

        assertEquals(chapter.output(), chapter.example().run(logs));
    }

    @ParameterizedTest
    @MethodSource("chapters")
    void everyLineOfCode_isOneOfTheProgram(Page.Run chapter) throws Exception {
        List<String> there = chapter.source().stream().map(String::strip).toList();

        assertEquals(
                List.of(),
                chapter.code().stream()
                        .flatMap(block -> block.lines().stream())
                        .map(String::strip)
                        .filter(line -> !there.contains(line))
                        .toList());
    }

    @Test
    void chinesePage_hasTheSameCodeAndOutput() throws Exception {
        assertEquals(ENGLISH.codeAndOutput(), CHINESE.codeAndOutput());
    }

    /** Every block belongs to a chapter. */
    @Test
    void chapters_count() throws Exception {
        assertEquals(12, chapters().size());
        assertEquals(
                ENGLISH.blocks().size(),
                chapters().stream()
                        .mapToInt(chapter -> chapter.code().size() + 2)
                        .sum());
    }
}
