package dev.procession.cli.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MapOptionsTest {
    private static MapOptions parse(String... args) throws UsageException {
        return MapOptions.parse(List.of(args));
    }

    @Test
    void parse_allForms_sameMeaning() throws UsageException {
        assertEquals(4, parse("--jobs", "4", "x").jobs().getAsInt());
        assertEquals(4, parse("--jobs=4", "x").jobs().getAsInt());
        assertEquals(4, parse("-j", "4", "x").jobs().getAsInt());
        assertEquals(4, parse("-j4", "x").jobs().getAsInt());
    }

    @Test
    void parse_everyOption_taken() throws UsageException {
        MapOptions options = parse(
                "--timeout=1500ms",
                "--retries",
                "2",
                "--max-memory",
                "512m",
                "--unordered",
                "--no-progress",
                "--joblog",
                "log",
                "--resume",
                "--class-path",
                "/tmp:/",
                "--jvm-option",
                "-Xss1m",
                "--jvm-option=-ea",
                "--chunk",
                "7",
                "--null",
                "--json",
                "f",
                "a",
                "--",
                "--b");
        assertEquals(Duration.ofMillis(1500), options.timeout().orElseThrow());
        assertEquals(2, options.retries());
        assertEquals(512L << 20, options.maxMemory().getAsLong());
        assertTrue(options.unordered() && options.resume() && options.nul() && options.json());
        assertEquals(Optional.of(false), options.progress());
        assertEquals(Path.of("log"), options.jobLog().orElseThrow());
        assertEquals(List.of(Path.of("/tmp"), Path.of("/")), options.classPath());
        assertEquals(List.of("-Xss1m", "-ea"), options.jvmOptions());
        assertEquals(7, options.chunk());
        assertEquals("f", options.function());
        assertEquals(List.of("a", "--b"), options.inputs());
    }

    @Test
    void parse_source_allOperandsAreInputs() throws UsageException {
        MapOptions options = parse("--source", "F.java", "a", "b");
        assertEquals(MapOptions.Origin.SOURCE, options.origin());
        assertEquals(List.of("a", "b"), options.inputs());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --jobs 0 x          | --jobs: value="0", wanted=a whole number from 1 to 1000
            --jobs four x       | value="four"
            --jobs 1001 x       | from 1 to 1000
            --jobs 99999999999999999999 x | from 1 to 1000
            --jobs -1 x         | value="-1"
            --timeout 0s x      | from 1ms to 8760h
            --timeout 10d x     | value="10d"
            --timeout ms x      | value="ms"
            --max-memory 1m x   | from 2m to 16t
            --max-memory 17t x  | from 2m to 16t
            --retries -1 x      | from 0 to 1000000
            --chunk 1e3 x       | value="1e3"
            --unorderd x        | did you mean --unordered?
            --tiemout 10s x     | did you mean --timeout?
            --class-pth p x     | did you mean --class-path?
            --frobnicate x      | see: procession map --help
            --json=yes x        | --json takes no value
            --jobs              | --jobs needs a value
            --resume x          | add --joblog FILE
            --class A --source B | two functions
            --class-path /nope/ x | "/nope/" does not exist
            """)
    void parse_wrong_saysWhatAndWhatElse(String arguments, String expected) {
        UsageException e = assertThrows(UsageException.class, () -> parse(arguments.split(" ")));
        assertTrue(text(e).contains(expected), e.getMessage());
    }

    @Test
    void parse_noFunction_asksForOne() {
        assertTrue(text(assertThrows(UsageException.class, () -> parse())).contains("EXPRESSION"));
        assertTrue(text(assertThrows(UsageException.class, () -> parse(" "))).contains("empty"));
    }

    @Test
    void run_optionsAfterFile_belongToProgram() throws UsageException {
        RunOptions options = RunOptions.parse(List.of("--class-path", "a", "--class-path=b", "F.java", "--help", "-x"));
        assertEquals("a:b", options.classPath());
        assertEquals(List.of("F.java", "--help", "-x"), options.program());
    }

    @Test
    void nearest_swapAndPrefix_found() {
        assertEquals(1, Nearest.distance("map", "mpa"));
        assertEquals(Optional.of("--progress"), Nearest.to("--prog", List.of("--null", "--progress")));
        assertEquals(Optional.empty(), Nearest.to("--zzzzzz", List.of("--null", "--progress")));
    }

    private static String text(Throwable e) {
        return String.valueOf(e.getMessage());
    }
}
