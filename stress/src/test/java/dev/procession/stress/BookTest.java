package dev.procession.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.stress.Book.Fact;
import dev.procession.stress.Book.Queue;
import dev.procession.stress.Book.Talk;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BookTest {
    @TempDir
    Path directory;

    private static final int ELEMENTS = 1000;

    private final int last = Role.SEATS.size() - 1;

    @Test
    void open_whatOneWrote_theOtherReadsInItsPlace() {
        Path file = directory.resolve("book");
        try (Arena arena = Arena.ofConfined()) {
            Book one = Book.make(file, last + 1, ELEMENTS, arena);
            one.begin(last, Op.POLL);
            one.begin(0, Op.PUT);
            one.end(0, Op.PUT);
            one.add(last, Fact.DISORDER);
            one.add(last, Failure.PROCESSION);
            one.add(Book.PIPES - 1, Talk.ENDED);
            one.mark(Queue.PLAIN, 0, 0, Book.BEGUN);
            one.mark(Queue.MANAGER, last, ELEMENTS - 1, Book.BEGUN);
            one.take(Queue.MANAGER, last, ELEMENTS - 1);

            Book other = Book.open(file, arena);
            assertTrue(other.inside(last) == Op.POLL);
            assertTrue(other.inside(0) == null);
            assertEquals(1, other.begun(last, Op.POLL));
            assertEquals(0, other.done(last, Op.POLL));
            assertEquals(1, other.sum(Op.PUT));
            assertEquals(1, other.sumBegun(Op.POLL));
            assertEquals(1, other.sum(Fact.DISORDER));
            assertEquals(0, other.sum(Fact.ROBBED));
            assertEquals(1, other.sum(Failure.PROCESSION));
            assertEquals(1, other.get(Book.PIPES - 1, Talk.ENDED));
            assertEquals(Book.BEGUN, other.get(Queue.PLAIN, 0, 0));
            assertEquals(Book.BEGUN + Book.TAKEN, other.get(Queue.MANAGER, last, ELEMENTS - 1));
            assertFalse(other.isStopped());
            one.stop();
            assertTrue(other.isStopped());
        }
    }

    /**
     * A producer is killed between saying that it puts an element and putting it; the next on its seat says so again,
     * puts it, and it is taken.
     */
    @Test
    void mark_bitThatIsThere_changesNothing() {
        try (Arena arena = Arena.ofConfined()) {
            Book book = Book.make(directory.resolve("twice"), 1, 2, arena);
            book.mark(Queue.JOINABLE, 0, 1, Book.BEGUN);
            book.mark(Queue.JOINABLE, 0, 1, Book.BEGUN);
            book.mark(Queue.JOINABLE, 0, 1, Book.ACKNOWLEDGED);
            book.take(Queue.JOINABLE, 0, 1);
            book.take(Queue.JOINABLE, 0, 1);
            assertEquals(Book.BEGUN + Book.ACKNOWLEDGED + 2 * Book.TAKEN, book.get(Queue.JOINABLE, 0, 1));
        }
    }

    @Test
    void isWhole_byteChangedOrMissing_isFalse() {
        for (int number = 0; number < 200; number++) {
            Element whole = Element.of(3, number);
            assertTrue(whole.isWhole());
            byte[] filling = whole.filling().clone();
            if (filling.length > 0) {
                filling[filling.length / 2]++;
                assertFalse(new Element(3, number, filling).isWhole());
                assertFalse(new Element(3, number, new byte[0]).isWhole());
            }
        }
    }
}
