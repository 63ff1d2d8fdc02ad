package dev.procession.internal.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.process.CorruptedSegmentException;
import dev.procession.process.ProcessionException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Making and opening segments. */
class SegmentTest {
    private static final int KIND = 9;
    private static final int BYTES = 8192;
    private static final int AT = 1024;

    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("n-test");
    }

    private Segment create() throws IOException {
        return Segment.create(file(), KIND, 3, BYTES, ByteRange.first(BYTES), words -> words.setPlain(AT, 42));
    }

    private void assertOnly(String... names) {
        assertArrayEquals(names, directory.toFile().list());
    }

    @Test
    void open_whatWasCreated_isAllThere() throws IOException {
        create().close();
        Segment opened = Segment.open(file());
        assertEquals(KIND, opened.kind());
        assertEquals(3, opened.id());
        assertEquals(BYTES, opened.words().size());
        assertEquals(42, opened.words().getPlain(AT));
        opened.close();
        assertOnly("n-test");
    }

    @Test
    void create_nameIsTaken_throwsAndLeavesNothing() throws IOException {
        create().close();
        assertThrows(FileAlreadyExistsException.class, this::create);
        assertOnly("n-test");
    }

    @Test
    void create_layoutFails_leavesNothing() {
        assertThrows(
                ArithmeticException.class,
                () -> Segment.create(file(), KIND, 3, BYTES, ByteRange.first(BYTES), words -> {
                    throw new ArithmeticException();
                }));
        assertOnly();
    }

    @Test
    void create_byManyThreadsAtOnce_oneWins() throws InterruptedException {
        for (int round = 0; round < 50; round++) {
            Path file = directory.resolve("n-" + round);
            AtomicInteger won = new AtomicInteger();
            AtomicInteger lost = new AtomicInteger();
            CountDownLatch go = new CountDownLatch(1);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                threads.add(Thread.ofPlatform().start(() -> {
                    try {
                        go.await();
                        Segment.create(file, KIND, 3, BYTES, ByteRange.first(BYTES), words -> {})
                                .close();
                        won.incrementAndGet();
                    } catch (FileAlreadyExistsException e) {
                        lost.incrementAndGet();
                    } catch (IOException | InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }));
            }
            go.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            assertEquals(1, won.get());
            assertEquals(3, lost.get());
            assertDoesNotThrow(() -> Segment.open(file).close());
        }
        assertEquals(50, List.of(directory.toFile().list()).size());
    }

    @Test
    void create_interruptedThread_succeedsAndStaysInterrupted() throws IOException {
        Thread.currentThread().interrupt();
        Segment made = create();
        assertTrue(Thread.interrupted());
        Thread.currentThread().interrupt();
        Segment opened = Segment.open(file());
        opened.reserve(0, BYTES);
        assertTrue(Thread.interrupted());
        opened.close();
        made.close();
    }

    @Test
    void reserve_interruptedThread_succeedsAndStaysInterrupted() throws IOException {
        Segment segment =
                Segment.create(file(), KIND, 3, 20 * BYTES, ByteRange.first(BYTES), words -> words.setPlain(AT, 42));
        Thread.currentThread().interrupt();

        segment.reserve(BYTES, 20 * BYTES);

        assertTrue(Thread.interrupted());
        assertEquals(42, segment.words().getPlain(AT));
        assertEquals(0, segment.words().getPlain(20 * BYTES - 8));
        segment.close();
    }

    @Test
    void reserve_fileIsGone_saysSoAndMakesNone() throws IOException {
        Segment segment = create();
        segment.delete();

        assertThrows(ProcessionException.class, () -> segment.reserve(BYTES / 2, BYTES));

        assertOnly();
        segment.close();
    }

    @Test
    void words_afterClose_throwIllegalState() throws IOException {
        Segment made = create();
        made.close();
        made.close();
        assertThrows(IllegalStateException.class, () -> made.words().getPlain(AT));
    }

    @Test
    void open_noFile_saysSo() {
        assertThrows(NoSuchFileException.class, () -> Segment.open(file()));
        assertOnly();
    }

    @Test
    void open_anyHeaderWordDamaged_throwsCorrupted() throws IOException {
        create().close();
        for (int at : new int[] {SegmentLayout.MAGIC, SegmentLayout.KIND, SegmentLayout.SIZE, SegmentLayout.ID}) {
            try (RandomAccessFile raw = new RandomAccessFile(file().toFile(), "rw")) {
                raw.seek(at + 2L);
                int old = raw.read();
                for (int bit = 0; bit < 8; bit++) {
                    raw.seek(at + 2L);
                    raw.write(old ^ (1 << bit));
                    assertThrows(CorruptedSegmentException.class, () -> Segment.open(file()));
                }
                raw.seek(at + 2L);
                raw.write(old);
            }
        }
        Segment.open(file()).close();
    }

    @Test
    void open_fileOfAnotherLength_throwsCorrupted() throws IOException {
        create().close();
        for (long length : new long[] {0, 100, BYTES - 8, BYTES + 8}) {
            try (RandomAccessFile raw = new RandomAccessFile(file().toFile(), "rw")) {
                byte[] all = new byte[BYTES];
                raw.readFully(all);
                raw.setLength(length);
                assertThrows(CorruptedSegmentException.class, () -> Segment.open(file()));
                raw.setLength(0);
                raw.write(all);
            }
        }
        Segment.open(file()).close();
    }
}
