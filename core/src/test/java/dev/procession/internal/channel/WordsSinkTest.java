package dev.procession.internal.channel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.procession.codec.CodecException;
import dev.procession.internal.codec.ByteSink;
import dev.procession.internal.codec.HeapSink;
import dev.procession.internal.memory.ArrayWords;
import org.junit.jupiter.api.Test;

class WordsSinkTest {
    private final ArrayWords words = new ArrayWords(256);
    private final WordsSink sink = new WordsSink(words);
    private final WordsSource source = new WordsSource(words);

    @Test
    void put_everyKind_writesWhatTheHeapSinkWrites() {
        var heap = new HeapSink(16);
        for (var each : new ByteSink[] {sink, heap}) {
            if (each == sink) {
                sink.reset(13, 200);
            }
            each.putByte(-1);
            each.putInt(0x01020304);
            each.putLong(Long.MIN_VALUE + 5);
            each.putString("straße");
            each.putString("日本");
            each.putArray(new double[] {1.5, -0.0}, 2, 8);
            each.putArray(new boolean[] {true, false}, 2, 1);
            each.patchInt(1, 77);
        }
        byte[] bytes = new byte[(int) sink.position()];
        words.getBytes(13, bytes, 0, bytes.length);
        assertArrayEquals(heap.toByteArray(), bytes);

        source.reset(13, sink.position());
        assertEquals(-1, source.getByte());
        assertEquals(77, source.getInt());
        assertEquals(Long.MIN_VALUE + 5, source.getLong());
        assertEquals("straße", source.getString());
        assertEquals("日本", source.getString());
        double[] doubles = new double[2];
        source.getArray(doubles, 2, 8);
        assertArrayEquals(new double[] {1.5, -0.0}, doubles);
        boolean[] booleans = new boolean[2];
        source.getArray(booleans, 2, 1);
        assertArrayEquals(new boolean[] {true, false}, booleans);
        assertEquals(0, source.remaining());
    }

    @Test
    void put_beyondTheStretch_isRefusedAndTouchesNothingBehindIt() {
        sink.reset(16, 10);
        sink.putLong(1);
        assertThrows(WordsSink.Full.class, () -> sink.putInt(-1));
        assertThrows(WordsSink.Full.class, () -> sink.putArray(new long[] {-1}, 1, 8));
        assertEquals(8, sink.position());
        assertEquals(0, words.getLong(24));
        sink.rewind(0);
        assertEquals(0, sink.position());
        assertThrows(IndexOutOfBoundsException.class, () -> sink.reset(250, 10));
    }

    @Test
    void get_beyondTheStretch_isRefused() {
        source.reset(16, 10);
        assertEquals(0, source.getLong());
        assertThrows(CodecException.class, source::getInt);
        assertThrows(CodecException.class, () -> source.getArray(new long[1], 1, 8));
        assertEquals(2, source.remaining());
    }
}
