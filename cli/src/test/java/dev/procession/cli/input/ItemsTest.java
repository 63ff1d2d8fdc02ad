package dev.procession.cli.input;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ItemsTest {
    private static List<String> split(byte[] bytes, char delimiter, int bufferBytes) throws IOException {
        ItemSplitter splitter = new ItemSplitter(new ByteArrayInputStream(bytes), (byte) delimiter, bufferBytes);
        List<String> items = new ArrayList<>();
        while (!splitter.ended()) {
            items.addAll(splitter.next());
        }
        return items;
    }

    @Test
    void split_everyBufferSize_sameItems() throws IOException {
        byte[] bytes = "one\n\nthrée\r\nfour 😀 and more\nfive".getBytes(StandardCharsets.UTF_8);
        for (int size = 1; size <= bytes.length + 2; size++) {
            assertEquals(List.of("one", "", "thrée\r", "four 😀 and more", "five"), split(bytes, '\n', size));
        }
    }

    @Test
    void split_nul_newlinesStay() throws IOException {
        assertEquals(List.of("a\nb", "c"), split("a\nb\0c\0".getBytes(StandardCharsets.UTF_8), '\0', 4));
        assertEquals(List.of(), split(new byte[0], '\n', 4));
        assertEquals(List.of(""), split(new byte[] {'\n'}, '\n', 4));
    }

    @Test
    void text_anyBytes_roundTrip() {
        byte[] every = new byte[256];
        for (int i = 0; i < every.length; i++) {
            every[i] = (byte) i;
        }
        assertArrayEquals(every, ItemText.encode(ItemText.decode(every, 0, every.length)));
        byte[] mixed = {
            '?', (byte) 0xC3, (byte) 0xA9, (byte) 0xFF, (byte) 0xF0, (byte) 0x9F, 'x', (byte) 0xED, (byte) 0xA0
        };
        assertArrayEquals(mixed, ItemText.encode(ItemText.decode(mixed, 0, mixed.length)));
        byte[] afterPair = {(byte) 0xF0, (byte) 0x9F, (byte) 0x98, (byte) 0x80, (byte) 0x80};
        assertArrayEquals(afterPair, ItemText.encode(ItemText.decode(afterPair, 0, afterPair.length)));
        byte[] replacement = "\uFFFD".getBytes(StandardCharsets.UTF_8);
        assertEquals("\uFFFD", ItemText.decode(replacement, 0, replacement.length));
    }

    @Test
    void stream_endless_readsOnlySoFarAhead() throws Exception {
        AtomicInteger reads = new AtomicInteger();
        AtomicBoolean ended = new AtomicBoolean();
        Object changed = new Object();
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return '\n';
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                if (ended.get()) {
                    return -1;
                }
                buffer[offset] = '\n';
                synchronized (changed) {
                    reads.incrementAndGet();
                    changed.notifyAll();
                }
                return 1;
            }
        };
        StreamItems items = StreamItems.start(endless, (byte) '\n');
        // One batch more than the queue holds is in the reader's hand; it cannot read again before one is taken.
        int limit = StreamItems.MAX_BATCHES + 1;
        synchronized (changed) {
            while (reads.get() < limit) {
                changed.wait();
            }
        }
        for (int i = 0; i < 1_000; i++) {
            assertEquals("", items.next());
            assertTrue(reads.get() <= i + 1 + limit, "reads ahead");
        }
        assertEquals(-1, items.total());
        ended.set(true);
        while (items.hasNext()) {
            items.next();
        }
    }

    @Test
    void stream_end_totalKnown() {
        StreamItems items =
                StreamItems.start(new ByteArrayInputStream("a\nb".getBytes(StandardCharsets.UTF_8)), (byte) '\n');
        assertEquals("a", items.next());
        assertEquals("b", items.next());
        assertFalse(items.hasNext());
        assertFalse(items.hasNext());
        assertEquals(2, items.total());
    }

    @Test
    void stream_readFails_thrownAfterWhatCameBefore() {
        InputStream failing = new InputStream() {
            private boolean first = true;

            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                if (!first) {
                    throw new IOException("gone");
                }
                first = false;
                buffer[offset] = '\n';
                return 1;
            }
        };
        StreamItems items = StreamItems.start(failing, (byte) '\n');
        assertEquals("", items.next());
        assertTrue(
                text(assertThrows(UncheckedIOException.class, items::hasNext)).contains("gone"));
        assertThrows(UncheckedIOException.class, items::hasNext);
    }

    @Test
    void stream_interrupted_cancelledAndStillInterrupted() throws IOException {
        PipedOutputStream writer = new PipedOutputStream();
        PipedInputStream silent = new PipedInputStream(writer);
        StreamItems items = StreamItems.start(silent, (byte) '\n');
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, items::hasNext);
        assertTrue(Thread.interrupted());
        writer.close();
        assertFalse(items.hasNext());
    }

    @Test
    void count_fromPosition_asManyAsSplit(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("f"), "skip\na\nb\nc");
        try (FileChannel channel = FileChannel.open(file)) {
            assertEquals(4, FileItemCount.count(channel, 0, (byte) '\n'));
            assertEquals(3, FileItemCount.count(channel, 5, (byte) '\n'));
            assertEquals(1, FileItemCount.count(channel, 0, (byte) 0));
            assertEquals(0, channel.position());
        }
        Files.writeString(file, "");
        try (FileChannel channel = FileChannel.open(file)) {
            assertEquals(0, FileItemCount.count(channel, 0, (byte) '\n'));
        }
    }

    private static String text(Throwable e) {
        return String.valueOf(e.getMessage());
    }
}
