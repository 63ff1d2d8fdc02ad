package dev.procession.internal.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An installation of Java that is removed, or replaced, under a process that runs it. */
class JavaHomeTest {
    private static final String VERSION = "25.0.3+9-LTS";

    @TempDir
    private Path home;

    @BeforeEach
    void install() throws IOException {
        Files.createDirectory(home.resolve("bin"));
        Path java = Files.createFile(home.resolve("bin").resolve("java"));
        assertTrue(java.toFile().setExecutable(true));
        release(VERSION);
    }

    private void release(String version) throws IOException {
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_RUNTIME_VERSION=\"" + version + "\"\n");
    }

    private String change(Instant started) {
        return JavaHome.change(home, VERSION, started);
    }

    private static Instant later() {
        return Instant.now().plus(Duration.ofHours(1));
    }

    @Test
    void change_ofNothing_isEmpty() {
        assertEquals("", change(later()));
    }

    @Test
    void change_ofThisProcess_isEmpty() {
        assertEquals("", JavaHome.change());
    }

    @Test
    void change_removed_saysWhatIsMissing() throws IOException {
        Files.delete(home.resolve("bin").resolve("java"));

        assertTrue(change(later()).contains("bin/java is not there"), change(later()));
        assertTrue(change(later()).startsWith("the Java at " + home + " has changed"), change(later()));
    }

    @Test
    void change_toAnotherVersion_saysBoth() throws IOException {
        release("25.0.4+7-LTS");

        assertTrue(
                change(later()).contains("it is version 25.0.4+7-LTS, this process runs " + VERSION), change(later()));
    }

    @Test
    void change_writtenAfterTheStart_saysWhen() {
        String said = change(Instant.now().minus(Duration.ofHours(1)));

        assertTrue(said.contains("bin/java was written at "), said);
    }

    @Test
    void change_withoutARelease_isNotGuessed() throws IOException {
        Files.delete(home.resolve("release"));

        assertEquals("", change(later()));
    }
}
