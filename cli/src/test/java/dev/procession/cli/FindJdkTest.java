package dev.procession.cli;

import static dev.procession.cli.FakeSystem.fakeJdk;
import static dev.procession.cli.FakeSystem.fakeJre;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.cli.FakeSystem.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/find-jdk}: where it looks, in which order, and what it says when there is nothing. */
@DisabledOnOs(OS.WINDOWS)
class FindJdkTest {

    private FakeSystem system;

    @BeforeEach
    void makeSystem(@TempDir Path temporary) throws IOException {
        system = new FakeSystem(temporary);
    }

    private Result findJdk() throws Exception {
        return system.run(FakeSystem.CHECKOUT.resolve("bin/find-jdk"));
    }

    private void assertFound(Path expected) throws Exception {
        assertEquals(new Result(0, expected + "\n", ""), findJdk());
    }

    @Test
    void findJdk_severalFit_takesThemInTheirOrder() throws Exception {
        // From the last place to the first; each new one has to win over all before.
        assertFound(fakeJdk(system.root.resolve("Library/Java/JavaVirtualMachines/jdk 25/Contents/Home"), "25"));
        Path named = fakeJdk(system.root.resolve("elsewhere/jdk 25"), "25.0.2");
        FakeSystem.script(
                system.root.resolve("usr/libexec/java_home"), "[ \"$*\" = '-v 25+' ] && echo '" + named + "'");
        assertFound(named);
        assertFound(fakeJdk(system.home.resolve(".jdks/temurin 26"), "26.0.1"));
        assertFound(fakeJdk(system.home.resolve(".sdkman/candidates/java/25.0.1-tem"), "25.0.1"));
        assertFound(fakeJdk(system.root.resolve("usr/lib/jvm/jdk 25"), "25.0.3"));
        Path onPath = fakeJdk(system.temporary.resolve("on path"), "27-ea");
        Path links = Files.createDirectory(system.temporary.resolve("links"));
        Files.createSymbolicLink(links.resolve("java-link"), Path.of("../on path/bin/java"));
        Files.createSymbolicLink(links.resolve("java"), links.resolve("java-link"));
        system.environment.merge("PATH", ":" + links, String::concat);
        assertFound(onPath);
        Path javaHome = fakeJdk(system.temporary.resolve("java home"), "25");
        system.environment.put("JAVA_HOME", javaHome.toString());
        assertFound(javaHome);
        Path own = fakeJdk(system.temporary.resolve("own"), "25");
        system.environment.put("PROCESSION_JAVA_HOME", own.toString());
        assertFound(own);
    }

    @Test
    void findJdk_oldOnesAndJresFirst_passesThemBy() throws Exception {
        Path old = fakeJdk(system.temporary.resolve("old"), "1.8.0_402");
        system.environment.put("JAVA_HOME", old.toString());
        fakeJdk(system.root.resolve("usr/lib/jvm/a-17"), "17.0.15");
        fakeJre(system.root.resolve("usr/lib/jvm/b-jre-25"), "25");
        assertFound(fakeJdk(system.root.resolve("usr/lib/jvm/c-25"), "25"));
    }

    @Test
    void findJdk_noReleaseFile_asksJava() throws Exception {
        assertFound(fakeJdk(system.root.resolve("usr/lib/jvm/built-here"), null));
    }

    @Test
    void findJdk_versionNotANumber_isPassedBy() throws Exception {
        fakeJdk(system.root.resolve("usr/lib/jvm/a"), "unknown");
        Result result = findJdk();
        assertEquals(2, result.exit());
        assertTrue(result.err().contains("a: Java of an unknown version (unknown)"), result.err());
    }

    @Test
    void findJdk_noneFits_listsWhatItSawAndWhatToDo() throws Exception {
        system.environment.put("JAVA_HOME", system.temporary.resolve("gone").toString());
        fakeJdk(system.root.resolve("usr/lib/jvm/a-17"), "17.0.15");
        fakeJre(system.home.resolve(".jdks/jre"), "25");
        Result result = findJdk();
        assertEquals(2, result.exit());
        assertEquals("", result.out());
        for (String part :
                List.of("25 or newer", "gone: no Java", "a-17: Java 17.0.15", "without javac", "set JAVA_HOME")) {
            assertTrue(result.err().contains(part), result.err());
        }
    }

    @Test
    void findJdk_noJavaAtAll_saysSo() throws Exception {
        Result result = findJdk();
        assertEquals(2, result.exit());
        assertTrue(result.err().contains("no Java at all"), result.err());
    }
}
