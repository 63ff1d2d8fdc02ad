package dev.procession.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The command that lists and runs examples; the index of the tests names two that are not there. */
class ExampleCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        return new ExampleCommand(new Surroundings(InputStream.nullInputStream(), out, err, Map.of(), status -> {
                    throw new AssertionError("exit " + status);
                }))
                .run(List.of(args));
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void run_noName_listsAllInColumns() {
        assertEquals(0, run());

        assertEquals("""
                short                              a name of a few letters
                one-with-quite-a-long-name-indeed  a name longer than most
                """, text(out));
    }

    @Test
    void run_misspelled_suggestsTheNearest() {
        assertEquals(Main.USAGE, run("shorty"));

        assertEquals(
                "procession example: no example \"shorty\"; did you mean short? (there are: short, one-with-quite-a-long-name-indeed)\n",
                text(err));
    }
}
