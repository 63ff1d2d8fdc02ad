package dev.procession.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
        assertEquals(expected, run(example));
    }

    private static String run(Class<?> example) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        List.of(java, "-cp", System.getProperty("java.class.path"), example.getName()))
                .redirectErrorStream(true)
                .start();
        try {
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor(60, TimeUnit.SECONDS);
            assertEquals(0, process.exitValue(), printed);
            return printed;
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

    @Test
    void poolApply_run_printsWhatItSays() throws Exception {
        assertPrints(PoolApply.class, """
                another process: true
                one function of one argument: 144
                one function of two: a1
                map: [1, 4, 9]
                imap: [item 1, item 2, item 3]
                a task that throws: For input string: "twelve"
                """);
    }

    @Test
    void poolApplyAsync_run_printsWhatItSays() throws Exception {
        assertPrints(PoolApplyAsync.class, """
                fibonacci of 20 to 29: [6765, 10946, 17711, 28657, 46368, 75025, 121393, 196418, 317811, 514229]
                their sum: 1335323
                """);
    }

    @Test
    void poolCloseJoin_run_printsWhatItSays() throws Exception {
        assertPrints(PoolCloseJoin.class, """
                after shutdown: refused
                ended within a minute: true
                all done: true
                after terminate: cancelled
                terminated: true
                """);
    }

    @Test
    void poolCallbacks_run_endsWithWhatItSays() throws Exception {
        // Before it, the log of a callback that throws.
        String printed = run(PoolCallbacks.class);

        assertTrue(printed.endsWith("results: [3, 4, 6, 12]\nfailures: [/ by zero, exit status 3]\n"), printed);
    }

    @Test
    void sharedDictLostUpdate_run_printsWhatItSays() throws Exception {
        assertPrints(SharedDictLostUpdate.class, """
                exit code: 0
                exit code: 0
                exit code: 0
                get and put, all have got before one puts: 10
                get and put under a lock: 30
                merge, at the server: 30
                compute, from here: 30
                its function was applied more often than that: true
                """);
    }

    @Test
    void sharedNested_run_printsWhatItSays() throws Exception {
        assertPrints(SharedNested.class, """
                a copy, changed in a child: [1]
                and put again: [1, 2]
                changed where it is: [1, 2, 3]
                a shared list, changed in a child: [1, 2]
                the list in the map is that list: [1, 2]
                a list in a map in a map: {north={Oslo=[-4, 2, 7]}}
                lists of a child: 2
                the child is killed: its own list is gone, the one in the map is not
                the map is cleared: that one is gone, too
                """);
    }

    @Test
    void sharedCustom_run_printsWhatItSays() throws Exception {
        assertPrints(SharedCustom.class, """
                in another process: true
                a stage, complete at: 150
                a call that waited: 300
                balance after the deposits of 3 processes: 300
                withdraw a little: true
                withdraw too much: false
                what is thrown there arrives here: balance 299, wanted 300
                thrown in: dev.procession.examples.SharedCustom$Vault.withdraw
                """);
    }

    @Test
    void sharedNamespaceAndFriends_run_printsWhatItSays() throws Exception {
        assertPrints(SharedNamespaceAndFriends.class, """
                exit code: 0
                exit code: 0
                exit code: 0
                counter: 930
                value: 60
                left in the queue: 0
                names: [factor, finished]
                set by who came last: true
                """);
    }

    @Test
    void crashProofParse_run_printsWhatItSays() throws Exception {
        assertPrints(CrashProofParse.class, """
                cut-off.pdf: no document: IOException
                letter-1.pdf: 1 pages, 5 words
                letter-2.pdf: 2 pages, 10 words
                letter-3.pdf: 3 pages, 15 words
                malicious-1.pdf: worker ended, exit status 139
                malicious-2.pdf: took more than 10 s
                no-document.pdf: no document: IOException
                """);
    }
}
