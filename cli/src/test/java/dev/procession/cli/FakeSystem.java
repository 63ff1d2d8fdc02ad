package dev.procession.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A system without any Java but the fakes put into it, for the scripts to run in; its paths have spaces in them. */
final class FakeSystem {

    /** Where the scripts under test are. */
    static final Path CHECKOUT = checkout();

    private static final List<String> TOOLS =
            List.of("readlink", "dirname", "cat", "find", "mkdir", "mv", "rm", "tail", "touch", "sleep");

    /** How a script ended and what it printed. */
    record Result(int exit, String out, String err) {}

    final Path temporary;
    final Path root;
    final Path home;
    final Map<String, String> environment = new HashMap<>();

    FakeSystem(Path temporary) throws IOException {
        this.temporary = temporary;
        root = Files.createDirectory(temporary.resolve("a system"));
        home = Files.createDirectory(temporary.resolve("a home"));
        for (String tool : TOOLS) {
            addTool(tool);
        }
        environment.put("PATH", temporary.resolve("tools").toString());
        environment.put("HOME", home.toString());
        environment.put("PROCESSION_TEST_ROOT", root.toString());
    }

    private static Path checkout() {
        Path directory = Path.of("").toAbsolutePath();
        while (directory != null && !Files.exists(directory.resolve("bin/find-jdk"))) {
            directory = directory.getParent();
        }
        if (directory == null) {
            throw new IllegalStateException(
                    "no bin/find-jdk above " + Path.of("").toAbsolutePath());
        }
        return directory;
    }

    static boolean hasTool(String tool) {
        return directoriesOnPath().anyMatch(directory -> Files.isExecutable(directory.resolve(tool)));
    }

    private static Stream<Path> directoriesOnPath() {
        return Arrays.stream(System.getenv("PATH").split(":", -1)).map(Path::of);
    }

    /** Makes a tool of this machine available in the fake one. */
    void addTool(String tool) throws IOException {
        Path file = directoriesOnPath()
                .map(directory -> directory.resolve(tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
        script(temporary.resolve("tools").resolve(tool), "exec '" + file + "' \"$@\"");
    }

    Result run(Path script, String... arguments) throws IOException, InterruptedException {
        Path out = temporary.resolve("out");
        Path err = temporary.resolve("err");
        var command = new ArrayList<String>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        int exit = builder.start().waitFor();
        return new Result(exit, Files.readString(out), Files.readString(err));
    }

    static void script(Path file, String... lines) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A home whose {@code java} says it is 26.0.1, or else prints what it was called with; returns {@code jdk}. */
    static Path fakeJdk(Path jdk, @Nullable String release) throws IOException {
        script(jdk.resolve("bin/javac"));
        script(
                jdk.resolve("bin/java"),
                "[ \"$1\" != -version ] || { echo 'openjdk version \"26.0.1\" 2026-07-21' >&2; exit; }",
                "for a; do printf '<%s>' \"$a\"; done");
        if (release != null) {
            Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + release + "\"\n");
        }
        return jdk;
    }

    /** The same without a compiler. */
    static Path fakeJre(Path jre, String release) throws IOException {
        Files.delete(fakeJdk(jre, release).resolve("bin/javac"));
        return jre;
    }
}
