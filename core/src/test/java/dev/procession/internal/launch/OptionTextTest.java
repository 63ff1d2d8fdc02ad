package dev.procession.internal.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.procession.testkit.JavaProcess;
import dev.procession.testkit.Seeds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Text is split into options as the JVM and its launcher split it; real ones are asked. */
@Tag("process")
class OptionTextTest {
    @TempDir
    Path directory;

    /** Writes arguments and properties to a file as they are. */
    static final class Told {
        private Told() {}

        public static void main(String[] args) throws IOException {
            List<String> told = new ArrayList<>(List.of("begin"));
            told.addAll(List.of(args).subList(1, args.length));
            Map<String, String> properties = new TreeMap<>();
            for (String name : System.getProperties().stringPropertyNames()) {
                if (name.startsWith("told.")) {
                    properties.put(name, System.getProperty(name));
                }
            }
            properties.forEach((name, value) -> told.add("-D" + name + "=" + value));
            Files.write(Path.of(args[0]), String.join("\0", told).getBytes(StandardCharsets.UTF_8));
        }
    }

    private List<String> told(JavaProcess.Builder builder) throws IOException {
        try (JavaProcess java = builder.start()) {
            assertEquals(0, java.awaitExit(), java.stderr());
        }
        String text = Files.readString(directory.resolve("told"));
        List<String> told = List.of(text.split("\0", -1));
        return told.subList(1, told.size());
    }

    private static String random(Random random, String alphabet, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    /** Options with white space and quotes of both kinds in them, each quote closed. */
    private static String variable(Random random) {
        StringBuilder text = new StringBuilder(" ");
        for (int i = 100; i < 160; i++) {
            String inDouble = random(random, " 'a\\#@\t", random.nextInt(6));
            String inSingle = random(random, " \"b\\#*", random.nextInt(6));
            text.append(i % 2 == 0 ? "-Dtold." : "'-Dtold.'").append(i).append('=');
            text.append(random(random, "c\\#,", random.nextInt(4)));
            text.append('"')
                    .append(inDouble)
                    .append('"')
                    .append('\'')
                    .append(inSingle)
                    .append('\'');
            text.append(random(random, " \t", 1 + random.nextInt(2)));
        }
        return text.toString();
    }

    @Test
    void ofVariable_anyText_isWhatTheJvmReads() throws Exception {
        for (String name : List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")) {
            String value = variable(Seeds.random("variable " + name));

            List<String> told = told(
                    JavaProcess.running(Told.class, directory.resolve("told").toString())
                            .environment(name, value));

            assertEquals(told, OptionText.ofVariable(value), name + ": " + value);
        }
    }

    @Test
    void ofArgumentFile_anyText_isWhatTheLauncherReads() throws Exception {
        Path file = directory.resolve("arguments");
        for (int round = 0; round < 3; round++) {
            String text = random(Seeds.random("argument file " + round), "ab \t\n\r\f\"'\\#@n*", 600);
            Files.writeString(file, Told.class.getName() + " \"" + directory.resolve("told") + "\"\n" + text);

            List<String> told = told(JavaProcess.running(Path.of("@" + file)));

            assertEquals(told, OptionText.ofArgumentFile(text), text);
        }
    }

    @Test
    void toVariable_anyOptions_areReadAgain() {
        Random random = Seeds.random("options");
        for (int round = 0; round < 200; round++) {
            List<String> options = new ArrayList<>();
            for (int i = random.nextInt(5); i > 0; i--) {
                options.add(random(random, "a\"' \t\\#@", random.nextInt(8)));
            }

            assertEquals(options, OptionText.ofVariable(OptionText.toVariable(options)));
        }
    }

    @Test
    void ofFlagsFile_commentsAndFlags_areOptions() {
        assertEquals(
                List.of("-XX:+UseZGC", "-XX:MaxHeapSize=64m", "-XX:OnError=a b"),
                OptionText.ofFlagsFile("# mine\n+UseZGC\n  MaxHeapSize=64m # no more\nOnError='a b'"));
    }
}
