package dev.procession.internal.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.internal.local.SessionOptions;
import dev.procession.process.Inherit;
import dev.procession.process.Output;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a child finds in the variables that hold options. */
class OptionVariablesTest {
    private static final Set<Inherit> USUAL = SessionOptions.INHERITED;

    private static LaunchSpec spec(long maxHeap, @Nullable Path directory, Map<String, String> environment) {
        return new LaunchSpec(1, List.of(), maxHeap, 4, environment, directory, Output.DISCARD, () -> new byte[0]);
    }

    private static final LaunchSpec PLAIN = spec(0, null, Map.of());

    /** The variable as a child has it. */
    private static @Nullable String child(
            String name, String value, LaunchSpec spec, Set<Inherit> kinds, String... explicit) {
        Map<String, String> environment = new HashMap<>(Map.of(name, value));
        new OptionVariables(Map.of(name, value), Map.of(), kinds).apply(environment, spec, List.of(explicit));
        return environment.get(name);
    }

    private static @Nullable String child(String name, String value, String... explicit) {
        return child(name, value, PLAIN, USUAL, explicit);
    }

    @Test
    void apply_whatHarmsNoOther_isLeftToTheLetter() {
        String value =
                " -XX:+UseZGC   '-Dno such property=\"x\"' -Xss1m -Xlog:gc:stderr -XX:HeapDumpPath=/tmp -XX:ErrorFile=/tmp/e%p"
                        .replace("-Dno such property", "-Djava.security.manager");

        assertEquals(value, child("JAVA_TOOL_OPTIONS", value));
        assertEquals(value, child("_JAVA_OPTIONS", value));
    }

    @Test
    void apply_whatOneProcessOnlyCanHave_isTakenOut() {
        for (String option : List.of(
                "-agentlib:jdwp=transport=dt_socket,server=y,address=5005",
                "-Xrunjdwp:transport=dt_socket,server=y,address=5005",
                "-javaagent:/opt/a.jar=port=9404",
                "-agentpath:/opt/a.so",
                "-Dcom.sun.management.jmxremote.port=9010",
                "-Dcom.sun.management.jmxremote.rmi.port=9010",
                "-Xlog:gc:/tmp/gc.log",
                "-Xlog:gc*,safepoint:file=/tmp/gc.log:time",
                "-Xloggc:/tmp/gc.log",
                "-XX:StartFlightRecording=filename=/tmp/x.jfr,dumponexit=true",
                "-XX:StartFlightRecording:filename=/tmp/x.jfr",
                "-XX:HeapDumpPath=/tmp/dump.hprof",
                "-XX:ErrorFile=/tmp/hs_err.log",
                "-XX:AOTCacheOutput=/tmp/x.aot")) {
            for (String name : OptionVariables.NAMES) {
                assertNull(child(name, option), name + "=" + option);
                assertEquals(
                        "-Xss1m '-XX:OnError=a \"b\"'", child(name, "-Xss1m '" + option + "' '-XX:OnError=a \"b\"'"));
            }
        }
    }

    @Test
    void apply_agentsInherited_listenAtFreePorts() {
        Set<Inherit> all = Set.of(Inherit.values());
        Map<String, String> free = Map.of(
                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=5005",
                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=0",
                "-agentlib:jdwp=server=y,address=*:5005,suspend=n",
                "-agentlib:jdwp=server=y,address=*:0,suspend=n",
                "-agentlib:jdwp=server=n,address=host:5005",
                "-agentlib:jdwp=server=n,address=host:5005",
                "-Dcom.sun.management.jmxremote.port=9010",
                "-Dcom.sun.management.jmxremote.port=0",
                "-javaagent:/opt/a.jar",
                "-javaagent:/opt/a.jar");
        free.forEach((given, expected) -> assertEquals(expected, child("JAVA_TOOL_OPTIONS", given, PLAIN, all)));
    }

    @Test
    void apply_variableOfTheMaker_isLeftAsItIs() {
        String debugger = "-agentlib:jdwp=transport=dt_socket,server=y,address=5005";
        LaunchSpec spec = spec(0, null, Map.of("JAVA_TOOL_OPTIONS", debugger));
        Map<String, String> environment = new HashMap<>(spec.environment());
        OptionVariables variables = new OptionVariables(Map.of("JAVA_TOOL_OPTIONS", "-Xss1m"), Map.of(), USUAL);

        variables.apply(environment, spec, variables.explicit(spec));

        assertEquals(debugger, environment.get("JAVA_TOOL_OPTIONS"));
        assertEquals(List.of("-Xss1m"), variables.replaced(spec));
    }

    @Test
    void apply_heapLimitOfAWorker_isNotOverruled() {
        LaunchSpec limited = spec(256 << 20, null, Map.of());

        assertNull(child("_JAVA_OPTIONS", "-Xmx64m", limited, USUAL));
        assertNull(child("_JAVA_OPTIONS", "-XX:MaxHeapSize=64m", limited, USUAL));
        assertNull(child("_JAVA_OPTIONS", "-Xmx64m", PLAIN, USUAL, "-Xmx1g"));
        assertNull(child("_JAVA_OPTIONS", "-XX:MaxRAMPercentage=80"));
        // The command line wins over it, and more than the limit to begin with is none.
        assertEquals("-Xmx64m", child("JAVA_TOOL_OPTIONS", "-Xmx64m -Xms1g", limited, USUAL));
        assertEquals("-Xms1m", child("JAVA_TOOL_OPTIONS", "-Xms1m", limited, USUAL));
    }

    @Test
    void overrulingShare_heapLimitInAVariable_isNamed() {
        OptionVariables variables = new OptionVariables(Map.of("JAVA_TOOL_OPTIONS", "'-Xmx64m'"), Map.of(), USUAL);

        assertEquals("JAVA_TOOL_OPTIONS", variables.overrulingShare(PLAIN, List.of()));
        assertNull(variables.overrulingShare(spec(1 << 30, null, Map.of()), List.of()));
        assertNull(variables.overrulingShare(PLAIN, List.of("-Xmx1g")));
    }

    @Test
    void apply_optionOfTheMaker_winsOverTheStrongestVariable() {
        assertEquals("-Xss2m", child("_JAVA_OPTIONS", "-XX:-UseCompressedOops -Xss2m -Dx=1", "-XX:+UseCompressedOops"));
        assertNull(child("_JAVA_OPTIONS", "-XX:+UseZGC", "-XX:+UseG1GC"));
        assertNull(child("JAVA_TOOL_OPTIONS", "-XX:+UseZGC", "-XX:+UseG1GC"));
    }

    @Test
    void apply_propertyThatIsAnotherNow_isTakenOut() {
        String name = "inheritance.test.now";
        System.setProperty(name, "new");
        try {
            assertNull(child("_JAVA_OPTIONS", "-D" + name + "=old"));
            assertEquals("-D" + name + "=new", child("_JAVA_OPTIONS", "-D" + name + "=new"));
            assertEquals("-D" + name + "=old", child("JAVA_TOOL_OPTIONS", "-D" + name + "=old"));
        } finally {
            System.clearProperty(name);
        }
        assertNull(child("JAVA_TOOL_OPTIONS", "-D" + name + "=old"));
        assertNull(child("JAVA_TOOL_OPTIONS", "-Duser.language=tr"));
        assertEquals("-D" + name + "=x", child("JAVA_TOOL_OPTIONS", "-D" + name + "=x", PLAIN, Set.of()));
    }

    @Test
    void apply_filesOfOptions_areReadWhereTheyHaveToBe(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("options");
        Files.writeString(file, "-Xss1m # stack\n-agentlib:jdwp=server=y,address=5005 '-XX:OnError=a b'\n");
        Path harmless = Files.writeString(directory.resolve("harmless"), "-XX:+UseZGC");

        assertEquals("-Xss1m \"-XX:OnError=a b\"", child("JDK_JAVA_OPTIONS", "@" + file));
        assertEquals("@" + harmless, child("JDK_JAVA_OPTIONS", "@" + harmless));
        assertEquals(
                "-XX:+UseZGC",
                child("JDK_JAVA_OPTIONS", "@" + harmless, spec(0, directory, Map.of()), USUAL),
                "a relative name leads elsewhere from another directory");
        assertNull(child("JDK_JAVA_OPTIONS", "@" + harmless, "-XX:+UseG1GC"));
        assertNull(child("JAVA_TOOL_OPTIONS", "-XX:VMOptionsFile=" + harmless, "-XX:+UseG1GC"));
    }

    @Test
    void blame_optionInTheWords_namesItsVariableAndNoValue() {
        OptionVariables variables = new OptionVariables(
                Map.of("JAVA_TOOL_OPTIONS", "-Da.secret=x", "_JAVA_OPTIONS", "-XX:+NoSuchThing"), Map.of(), Set.of());

        assertEquals(
                "; NoSuchThing comes from _JAVA_OPTIONS",
                variables.blame(PLAIN, List.of(), "Unrecognized VM option 'NoSuchThing'"));
        String unknown = variables.blame(PLAIN, List.of(), "");
        assertTrue(unknown.contains("JAVA_TOOL_OPTIONS, _JAVA_OPTIONS"), unknown);
        assertFalse(unknown.contains("secret"), unknown);
        assertEquals("", new OptionVariables(Map.of(), Map.of(), Set.of()).blame(PLAIN, List.of(), "x"));
    }

    @Test
    void isInherited_settingsAre_factsAreNot() {
        for (String name : List.of(
                "app.mode",
                "server.port",
                "java.io.tmpdir",
                "java.library.path",
                "java.util.logging.config.file",
                "java.security.properties",
                "java.net.preferIPv4Stack",
                "javax.net.ssl.trustStore",
                "jdk.tls.client.protocols",
                "jdk.serialFilter",
                "sun.net.inetaddr.ttl",
                "http.proxyHost",
                "user.home",
                "osgi.framework",
                "com.acme")) {
            assertTrue(PropertyKind.isInherited(name), name);
        }
        for (String name : List.of(
                "java.home",
                "java.class.path",
                "java.vm.name",
                "java.vendor.url",
                "jdk.module.path",
                "jdk.debug",
                "sun.java.command",
                "sun.boot.library.path",
                "os.name",
                "com.sun.management.jmxremote.port",
                "user.dir",
                "user.timezone",
                "user.language.format",
                "file.separator",
                "stdout.encoding",
                "PID",
                "a=b",
                "")) {
            assertFalse(PropertyKind.isInherited(name), name);
        }
    }
}
