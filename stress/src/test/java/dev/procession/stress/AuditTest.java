package dev.procession.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.stress.Book.Queue;
import dev.procession.stress.History.Count;
import dev.procession.stress.History.Limit;
import dev.procession.stress.History.PipeEnd;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An audit that finds nothing in a bad history is worth nothing. */
class AuditTest {
    private static final int PUT = Book.BEGUN | Book.ACKNOWLEDGED;
    private static final int GOOD = PUT + Book.RETURNED + Book.TAKEN;

    private final History history = new History();

    private void elements(Queue queue, int... words) {
        history.elements.put(queue, List.of(new int[] {GOOD, GOOD}, words));
    }

    private void assertWrong(String what) {
        List<String> wrong = Audit.of(history).wrong();
        assertEquals(1, wrong.size(), wrong.toString());
        assertTrue(wrong.getFirst().contains(what), wrong.toString());
    }

    private void assertRight() {
        assertEquals(List.of(), Audit.of(history).wrong());
    }

    @Test
    void of_everythingTakenOnce_isRight() {
        for (Queue queue : Queue.values()) {
            elements(queue, GOOD, Book.BEGUN, Book.BEGUN + Book.RETURNED + Book.TAKEN, Book.BEGUN | Book.REFUSED, 0);
        }
        history.counts.add(new Count("merged", 3, 4, 4));
        history.limits.add(new Limit("torn", 0, 0));
        history.pipes.add(new PipeEnd(0, 8, 7, 7, true, false));
        Audit.Verdict verdict = Audit.of(history);
        assertEquals(List.of(), verdict.wrong());
        assertEquals(12, verdict.taken());
    }

    @ParameterizedTest
    @EnumSource
    void of_elementNobodyTook_isLost(Queue queue) {
        elements(queue, GOOD, PUT, GOOD);
        assertWrong("elements lost=1");
        assertEquals(1, Audit.of(history).lost());
    }

    @ParameterizedTest
    @EnumSource
    void of_elementTakenTwice_isAgain(Queue queue) {
        elements(queue, GOOD, GOOD + Book.TAKEN);
        assertWrong("elements taken again=1");
        assertEquals(1, Audit.of(history).again());
    }

    @ParameterizedTest
    @EnumSource
    void of_elementNeverPut_isTold(Queue queue) {
        elements(queue, GOOD, Book.RETURNED + Book.TAKEN);
        assertWrong("element 1 of seat 1 was taken and never put");
    }

    @ParameterizedTest
    @EnumSource
    void of_elementRefusedAndTaken_isTold(Queue queue) {
        elements(queue, (Book.BEGUN | Book.REFUSED | Book.RETURNED) + Book.TAKEN);
        assertWrong("was refused, and taken");
    }

    @Test
    void of_consumerKilledInATake_mayHaveOneElementAndNoMore() {
        history.killedInside.put(Op.TAKE, 1);
        elements(Queue.PLAIN, PUT, GOOD);
        assertRight();
        elements(Queue.PLAIN, PUT, PUT);
        assertWrong("elements lost=2, limit=1");
    }

    @Test
    void of_borrowerKilledWithALoan_givesItBackAndLosesNothing() {
        history.killedInside.put(Op.BORROW, 1);
        elements(Queue.JOINABLE, GOOD + Book.TAKEN);
        assertRight();
        elements(Queue.JOINABLE, GOOD + 2 * Book.TAKEN);
        assertWrong("elements taken again=2, limit=1");
        elements(Queue.JOINABLE, PUT);
        assertWrong("elements lost=1, limit=0");
    }

    @Test
    void of_borrowerKilledInAReturn_mayNotHaveReturned() {
        history.killedInside.put(Op.RETURN, 1);
        elements(Queue.JOINABLE, GOOD + Book.TAKEN);
        assertRight();
    }

    @Test
    void of_loanThatDiedWithItsBorrower_isTold() {
        history.killedInside.put(Op.BORROW, 1);
        elements(Queue.JOINABLE, PUT + Book.TAKEN);
        assertWrong("loans never returned=1, limit=0");
        history.killedInside.put(Op.RETURN, 1);
        assertRight();
    }

    @Test
    void of_countOutsideWhatWasDoneAndBegun_isTold() {
        history.counts.add(new Count("merged", 5, 4, 6));
        assertWrong("merged=4, done=5, begun=6");
        history.counts.set(0, new Count("merged", 5, 7, 6));
        assertWrong("merged=7, done=5, begun=6");
    }

    @Test
    void of_limitExceeded_isTold() {
        history.limits.add(new Limit("torn", 1, 0));
        assertWrong("torn=1, limit=0");
    }

    @Test
    void of_pipeThatLosesItsEnd_isTold() {
        history.pipes.add(new PipeEnd(0, 8, 8, 7, true, false));
        assertWrong("end of file before all that was sent");
    }

    @Test
    void of_pipeThatInventsAMessage_isTold() {
        history.pipes.add(new PipeEnd(0, 8, 7, 9, false, true));
        assertWrong("more messages received than sent");
    }

    @Test
    void of_receiverWithoutEndOfFile_isTold() {
        history.pipes.add(new PipeEnd(0, 8, 8, 8, false, false));
        assertWrong("before the end of file");
    }

    @Test
    void of_receiverKilled_mayHaveReceivedLess() {
        history.pipes.add(new PipeEnd(0, 8, 8, 2, false, true));
        assertRight();
    }
}
