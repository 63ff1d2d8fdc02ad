package dev.procession.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.cli.input.ItemText;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HelpersTest {
    @TempDir
    Path directory = Path.of("");

    @Test
    void sha256_realFiles_asSha256sum() throws Exception {
        Random random = new Random(42);
        for (int size : new int[] {0, 1, 65_535, 65_536, 65_537, 300_000}) {
            byte[] bytes = new byte[size];
            random.nextBytes(bytes);
            Path file = Files.write(directory.resolve("f" + size), bytes);
            String expected = Helpers.sh("sha256sum", file.toString());
            assertEquals(expected, Helpers.sha256(file) + "  " + file);
        }
    }

    @Test
    void linesAndRead_file_content() throws IOException {
        Path file = Files.writeString(directory.resolve("f"), "a\né\n");
        assertEquals(List.of("a", "é"), Helpers.lines(file));
        assertEquals("a\né\n", Helpers.read(file));
    }

    @Test
    void sh_output_withoutLastNewline() throws Exception {
        assertEquals("a\n", Helpers.sh("printf 'a\\n\\n'"));
        assertEquals("$HOME;", Helpers.sh("printf", "%s", "$HOME;"));
        assertEquals("", Helpers.sh("cat"));
    }

    @Test
    void sh_fails_statusAndEndOfStderr() {
        IOException e =
                assertThrows(IOException.class, () -> Helpers.sh("yes no | head -c 100000 >&2; echo last >&2; exit 7"));
        assertTrue(text(e).contains("exit=7"), e.getMessage());
        assertTrue(text(e).endsWith("last"), e.getMessage());
        assertTrue(text(e).length() < 5_000);
    }

    @Test
    void path_anyBytes_namesTheFile() throws IOException {
        byte[] name = {'a', (byte) 0xFF, ' ', '%', (byte) 0xC3, (byte) 0xA9};
        Path file = Path.of(URI.create(directory.toUri() + "a%FF%20%25%C3%A9"));
        Files.writeString(file, "x");
        String text = directory + "/" + ItemText.decode(name, 0, name.length);
        assertEquals("x", Helpers.read(Helpers.path(text)));
        assertEquals(Path.of("/a//b/é"), Helpers.path("/a//b/é"));
        assertEquals(Path.of("x/é"), Helpers.path("x/é"));
        assertEquals(Path.of("plain"), Helpers.path("plain"));
    }

    private static String text(Throwable e) {
        return String.valueOf(e.getMessage());
    }
}
