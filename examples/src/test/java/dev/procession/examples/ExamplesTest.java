package dev.procession.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/**
 * The examples that are no chapter of the tutorial, run as their reader runs them: what they print, and that they end
 * well.
 */
class ExamplesTest {

    private static void assertPrints(Class<?> example, String expected) throws Exception {
        assertEquals(expected, Program.of(example).run(false));
    }

    /** The index is what the command line lists and runs by. */
    @Test
    void index_everyLine_namesAnExample() throws Exception {
        for (Program program : Program.all()) {
            program.type().getMethod("main", String[].class);
        }
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
