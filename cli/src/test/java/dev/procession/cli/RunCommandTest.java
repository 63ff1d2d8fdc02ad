package dev.procession.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code procession run} gives the script to become. */
class RunCommandTest {
    @TempDir
    Path directory = Path.of("");

    private static String forScript(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Surroundings surroundings = new Surroundings(
                InputStream.nullInputStream(), out, err, Map.of(RunCommand.SCRIPT, "yes"), status -> {});

        int status = new RunCommand(surroundings).run(List.of(args));

        assertEquals(0, status, err.toString(StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    private static List<String> carryOut(String shell) throws Exception {
        Process process = new ProcessBuilder("/bin/sh", "-c", "pid=$$; echo $pid; " + shell).start();
        process.getOutputStream().close();
        List<String> lines = new ArrayList<>(process.inputReader().lines().toList());
        assertEquals(
                0,
                process.waitFor(),
                () -> String.join("\n", process.errorReader().lines().toList()));
        return lines;
    }

    @Test
    void run_forTheScript_becomesTheProgramWithItsArguments() throws Exception {
        Path program = Files.createDirectory(directory.resolve("it's here")).resolve("Program.java");
        Files.writeString(program, """
                void main(String[] args) {
                    IO.println(ProcessHandle.current().pid());
                    for (String arg : args) {
                        IO.println(arg);
                    }
                }
                """);
        String[] arguments = {"it's", "two words", "$HOME", "", "*", "\\"};
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));

        List<String> lines = carryOut(forScript(command.toArray(new String[0])));

        assertEquals(lines.get(0), lines.get(1), "the program is another process than the shell");
        assertEquals(Arrays.asList(arguments), lines.subList(2, lines.size()));
    }

    @Test
    void run_helpForTheScript_isPrinted() throws Exception {
        List<String> lines = carryOut(forScript("--help"));

        assertTrue(lines.get(1).startsWith("usage: procession run"), lines.toString());
    }
}
