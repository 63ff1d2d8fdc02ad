package dev.procession.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Every example, run as its reader runs it: what it prints, and that it ends well. */
class ExamplesTest {

    private static void assertPrints(Class<?> example, String expected) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        List.of(java, "-cp", System.getProperty("java.class.path"), example.getName()))
                .redirectErrorStream(true)
                .start();
        try {
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor(60, TimeUnit.SECONDS);
            assertEquals(expected, printed);
            assertEquals(0, process.exitValue());
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void queueBasics_run_printsWhatItSays() throws Exception {
        assertPrints(QueueBasics.class, """
                empty at first: true
                poll of an empty queue: null
                offer with room: true
                size: 3
                room: 0
                offer to a full queue: false
                offer for 10 ms: false
                the child takes: one
                take: two
                take: three
                take: four
                size at last: 0
                """);
    }

    @Test
    void producerConsumer_run_printsWhatItSays() throws Exception {
        assertPrints(ProducerConsumer.class, """
                reports: 3
                items consumed: 200
                their sum: 19900
                each producer's in order: true
                left in the queue: 0
                """);
    }

    @Test
    void joinableQueueDaemons_run_printsWhatItSays() throws Exception {
        assertPrints(JoinableQueueDaemons.class, """
                unfinished after join: 0
                sum of all tasks: 1275
                main ends, and its daemons with it
                """);
    }

    @Test
    void stopByClose_run_printsWhatItSays() throws Exception {
        assertPrints(StopByClose.class, """
                lengths: 100
                their sum: 4950
                put to a closed queue: refused
                """);
    }

    @Test
    void pipeEof_run_printsWhatItSays() throws Exception {
        assertPrints(PipeEof.class, """
                square of 1: 1
                square of 2: 4
                square of 3: 9
                square of 4: 16
                square of 5: 25
                child: end of file, sum 15
                exit code of the child: 0
                received: before the kill
                parent: end of file, the child was killed
                """);
    }

    /** The index is what the command line lists and runs by. */
    @Test
    void index_everyLine_namesAnExample() throws Exception {
        try (InputStream in = ExamplesTest.class.getResourceAsStream("index.txt")) {
            for (String line : new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                String[] parts = line.split("\\|", 3);
                assertEquals(3, parts.length, line);
                Class.forName("dev.procession.examples." + parts[1]).getMethod("main", String[].class);
            }
        }
    }
}
