package dev.procession.internal.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of the arguments of a JVM are options, and what children make of those about modules. */
class ParentOptionsTest {
    @Test
    void expand_argumentFiles_areReadUpToTheProgram(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("a"), "-ea --add-opens\n x/y=z #comment\n-cp 'a b'");
        Path program = Files.writeString(directory.resolve("b"), "-esa -jar");

        assertEquals(
                List.of("-Dx=1", "-ea", "--add-opens", "x/y=z", "-cp", "a b", "-da"),
                ParentOptions.expand(List.of("-Dx=1", "@" + file, "-da", "Main", "-ea", "@missing"), true));
        assertEquals(List.of("-esa"), ParentOptions.expand(List.of("@" + program, "x.jar", "-ea"), true));
        assertEquals(
                List.of("-cp", "--add-modules", "--disable-@files"),
                ParentOptions.expand(List.of("-cp", "--add-modules", "--disable-@files", "@" + file), true));
    }

    @Test
    void read_thisJvm_hasItsOptions() {
        List<String> options = ParentOptions.read();

        for (String option : options) {
            assertEquals('-', option.charAt(0), options.toString());
        }
    }

    @Test
    void of_childOfAClassPath_hasTheApplicationsModulesUnnamed() {
        assertEquals(
                List.of(
                        "--add-opens=java.base/java.lang=ALL-UNNAMED,java.logging",
                        "--add-reads=java.base=ALL-UNNAMED",
                        "--add-modules=java.logging",
                        "--enable-native-access=ALL-UNNAMED",
                        "--patch-module=java.base=" + Path.of("p").toAbsolutePath() + ":/q",
                        "--limit-modules=java.base,java.logging,jdk.unsupported",
                        "--finalization=disabled",
                        "-Xbootclasspath/a:" + Path.of("b.jar").toAbsolutePath()),
                new ModuleOptions(false)
                        .of(List.of(
                                "--add-opens=java.base/java.lang=app,ALL-UNNAMED,java.logging",
                                "--add-exports=app/app.internal=ALL-UNNAMED",
                                "--add-reads=java.base=app",
                                "--add-modules=app,java.logging,ALL-MODULE-PATH",
                                "--enable-native-access=app,lib",
                                "--patch-module=java.base=p:/q",
                                "--patch-module=app=p",
                                "--limit-modules=app,java.logging",
                                "--finalization=disabled",
                                "-Xbootclasspath/a:b.jar",
                                "-Xmx1g")));
    }

    @Test
    void of_childOfModules_isToldTheSame() {
        List<String> given =
                List.of("--add-opens=java.base/java.lang=app", "--add-exports=app/p=lib", "--enable-native-access=app");

        assertEquals(given, new ModuleOptions(true).of(given));
    }
}
