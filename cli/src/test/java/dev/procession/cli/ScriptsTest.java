package dev.procession.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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

/**
 * {@code procession} and {@code build}, copied into a checkout of fakes with a Maven that only leaves what a build
 * would.
 */
@DisabledOnOs(OS.WINDOWS)
class ScriptsTest {

    private static final String[] BUILDS = {
        "mkdir -p core/target/fast cli/target/fast",
        "touch core/target/fast/procession-core-1.jar cli/target/fast/procession-cli-1.jar",
        "echo \"$*\" >>builds"
    };

    private FakeSystem system;

    @BeforeEach
    void makeSystem(@TempDir Path temporary) throws IOException {
        system = new FakeSystem(temporary);
        FakeSystem.fakeJdk(system.root.resolve("usr/lib/jvm/25"), "25");
    }

    private Path checkoutWithMaven(String... maven) throws IOException {
        FakeSystem.script(system.temporary.resolve("maven/bin/mvn"), maven);
        system.environment.put("MAVEN_HOME", system.temporary.resolve("maven").toString());
        return checkout();
    }

    private Path checkout() throws IOException {
        Path root = system.temporary.resolve("check out");
        for (String name : List.of("bin/find-jdk", "build", "procession")) {
            Files.createDirectories(root.resolve(name).getParent());
            Files.copy(FakeSystem.CHECKOUT.resolve(name), root.resolve(name));
        }
        for (String name :
                List.of("pom.xml", "core/pom.xml", "cli/pom.xml", "core/src/main/A.java", "cli/src/main/B.java")) {
            Files.createDirectories(root.resolve(name).getParent());
            Files.createFile(root.resolve(name));
        }
        return root;
    }

    @Test
    void procession_firstRunThenAgainThenEdited_buildsOnlyWhenNeeded() throws Exception {
        Path root = checkoutWithMaven(BUILDS);
        Path link = system.temporary.resolve("a link");
        Files.createSymbolicLink(link, root.resolve("procession"));
        Result first = system.run(link, "map", "a b", "");
        assertEquals("procession: building (first run) …\n", first.err());
        String jars =
                root + "/core/target/fast/procession-core-1.jar:" + root + "/cli/target/fast/procession-cli-1.jar";
        String end = "<-cp><" + jars + "><dev.procession.cli.Main><map><a b><>";
        assertTrue(first.out().endsWith(end), first.out());
        assertEquals("", system.run(link).err());
        Files.delete(root.resolve("core/src/main/A.java"));
        assertEquals(
                "procession: building (sources changed) …\n", system.run(link).err());
        String build = "-B -ntp -q -Pfast -pl cli,examples -am package\n";
        assertEquals(build + build, Files.readString(root.resolve("builds")));
    }

    @Test
    void procession_buildFails_showsTheEndOfItsLogAndRunsNothing() throws Exception {
        Path root = checkoutWithMaven("echo 'cannot find symbol'", "exit 1");
        Result result = system.run(root.resolve("procession"));
        assertEquals(new Result(1, "", result.err()), result);
        for (String part : List.of("the build failed", "cannot find symbol", root + "/cli/target/fast/build.log")) {
            assertTrue(result.err().contains(part), result.err());
        }
        // A failed build is no build.
        assertEquals(1, system.run(root.resolve("procession")).exit());
    }

    @Test
    void procession_noJdk_endsWithItsMessage() throws Exception {
        Path root = checkoutWithMaven(BUILDS);
        Files.delete(system.root.resolve("usr/lib/jvm/25/bin/javac"));
        Result result = system.run(root.resolve("procession"));
        assertEquals(2, result.exit());
        assertTrue(result.err().contains("needs a JDK"), result.err());
    }

    @Test
    void procession_firstRunsAtOnceWithFlock_buildOnce() throws Exception {
        assumeTrue(FakeSystem.hasTool("flock"));
        system.addTool("flock");
        assertBuiltOnce();
    }

    @Test
    void procession_firstRunsAtOnceWithoutFlock_buildOnce() throws Exception {
        Path root = assertBuiltOnce();
        assertFalse(Files.exists(root.resolve("cli/target/fast/build.lock.d")));
    }

    private Path assertBuiltOnce() throws Exception {
        Path root = checkoutWithMaven(BUILDS);
        Path several = system.temporary.resolve("several");
        String command = "'" + root.resolve("procession") + "'";
        FakeSystem.script(several, "for i in 1 2 3; do " + command + " & done", "wait", "exec " + command);
        Result result = system.run(several);
        assertEquals(0, result.exit(), result.err());
        assertEquals(1, Files.readAllLines(root.resolve("builds")).size());
        return root;
    }

    @Test
    void procession_lockOfADeadBuilder_isTakenOver() throws Exception {
        Path root = checkoutWithMaven(BUILDS);
        Path lock = Files.createDirectories(root.resolve("cli/target/fast/build.lock.d"));
        Process dead = new ProcessBuilder("/bin/sh", "-c", "exit").start();
        dead.waitFor();
        Files.writeString(lock.resolve("pid"), dead.pid() + "\n");
        assertEquals(0, system.run(root.resolve("procession")).exit());
    }

    @Test
    void build_anyArguments_passesThemAndTheJdk() throws Exception {
        Path root = checkoutWithMaven("printf '%s|' \"$JAVA_HOME\" \"$@\"");
        Result result = system.run(root.resolve("build"), "-Dx=a b", "verify");
        String jdk = system.root.resolve("usr/lib/jvm/25").toString();
        assertEquals(new Result(0, jdk + "|-Dx=a b|verify|", ""), result);
    }

    @Test
    void build_noMaven_saysWhatToDo() throws Exception {
        Result result = system.run(checkout().resolve("build"), "verify");
        assertEquals(2, result.exit());
        assertTrue(result.err().contains("Install Maven 3.8 or newer"), result.err());
    }
}
