package dev.procession.internal.control;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.internal.codec.HeapSource;
import dev.procession.testkit.Seeds;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is sent over a link, there and back; also when it is corrupt. */
class BatchTest {
    private static final Batch BATCH = new Batch(
            0x1122334455667788L,
            CallKind.FN2,
            7,
            true,
            new byte[] {1, 2, 3},
            List.of(new byte[] {4}, new byte[0], new byte[] {5, 6}));

    private static byte[] payload(Batch batch) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : batch.encode()) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }

    private static byte[] rest(HeapSource source) {
        byte[] bytes = new byte[(int) source.remaining()];
        source.getBytes(bytes, 0, bytes.length);
        return bytes;
    }

    @Test
    void view_ofABatch_isTheBatch() throws Exception {
        Batch.View view = new Batch.View(new Frame(FrameType.BATCH, payload(BATCH)));

        assertEquals(BATCH.id(), view.id);
        assertEquals(BATCH.kind(), view.kind);
        assertEquals(BATCH.loaderId(), view.loaderId);
        assertTrue(view.volatileLoader);
        assertEquals(3, view.calls());
        assertArrayEquals(BATCH.function(), rest(view.function()));
        for (int i = 0; i < 3; i++) {
            assertArrayEquals(BATCH.arguments().get(i), rest(view.arguments(i)));
        }
    }

    @Test
    void view_ofATruncatedBatch_isRefused() {
        byte[] whole = payload(BATCH);
        for (int length = 0; length < whole.length; length++) {
            Frame frame = new Frame(FrameType.BATCH, java.util.Arrays.copyOf(whole, length));

            assertThrows(IOException.class, () -> new Batch.View(frame), "length=" + length);
        }
    }

    @Test
    void view_ofCorruptLengths_isRefusedOrWithinTheFrame() {
        Random random = Seeds.random("BatchTest");
        int[] evil = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE - 21, 1 << 30, 0, 1, -3};
        for (int i = 0; i < 20_000; i++) {
            byte[] payload = payload(BATCH);
            ByteBuffer lengths = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
            int changes = 1 + random.nextInt(3);
            for (int c = 0; c < changes; c++) {
                int value = random.nextBoolean() ? evil[random.nextInt(evil.length)] : random.nextInt(40) - 20;
                lengths.putInt(14 + 4 * random.nextInt(5), value);
            }
            try {
                Batch.View view = new Batch.View(new Frame(FrameType.BATCH, payload));
                long total = 22 + 4L * view.calls() + view.function().remaining();
                for (int call = 0; call < view.calls(); call++) {
                    total += view.arguments(call).remaining();
                }
                assertEquals(payload.length, total);
            } catch (IOException e) {
                // Refused, as it should be.
            }
        }
    }

    @Test
    void outcome_thereAndBack_isTheSame() {
        Outcome outcome = new Outcome(Long.MIN_VALUE, 77, Outcome.FAILED | Outcome.ENDING, Long.MAX_VALUE);
        byte[] bytes = outcome.encode();

        Outcome back = Outcome.decode(new HeapSource(bytes, 0, bytes.length));

        assertEquals(outcome, back);
        assertTrue(back.failed() && back.ending());
    }

    @Test
    void childConfig_thereAndBack_isTheSame() {
        ChildConfig config = new ChildConfig(
                Path.of("/tmp/ü b/control.sock"), Path.of("/tmp/ü b"), new byte[32], 3, 4, "näme", 1L << 40, true);

        ChildConfig back = ChildConfig.decode(config.encode());

        assertEquals(config.socket(), back.socket());
        assertEquals(config.directory(), back.directory());
        assertArrayEquals(config.token(), back.token());
        assertEquals(config.name(), back.name());
        assertEquals(List.of(3, 4), List.of(back.id(), back.slot()));
        assertEquals(config.parentPid(), back.parentPid());
        assertTrue(back.once());
    }
}
