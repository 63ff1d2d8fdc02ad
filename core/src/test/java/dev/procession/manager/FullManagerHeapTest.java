package dev.procession.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.Procession;
import dev.procession.process.Output;
import dev.procession.shared.Manager;
import dev.procession.shared.ManagerOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A manager whose heap is full of what clients have stored says so to each, keeps it, and goes on. */
@Tag("process")
class FullManagerHeapTest {
    private static final int CLIENTS = 4;

    private Procession px;
    private Manager manager;
    private Map<Integer, byte[]> map;
    private Map<Integer, Integer> other;

    @BeforeEach
    void open() {
        px = Procession.builder().output(Output.DISCARD).build();
        manager = px.manager(ManagerOptions.defaults().withMaxHeap(40 << 20));
        map = manager.map();
        other = manager.map();
        other.put(1, 10);
    }

    @AfterEach
    void close() {
        px.close();
    }

    private static void assertSaysSo(Throwable thrown) {
        assertTrue(
                String.valueOf(thrown.getMessage()).contains("manager: the heap is full, largest heap="),
                () -> thrown.toString());
    }

    private void assertGoesOn() {
        assertEquals(10, other.get(1));
        map.clear();
        assertNull(map.put(1, new byte[1_000]));
        assertEquals(1, map.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 100_000})
    void put_heapThatIsFull_saysSo_andTheManagerGoesOn(int bytes) {
        var thrown = assertThrows(OutOfMemoryError.class, () -> {
            for (int i = 0; ; i++) {
                map.put(i, new byte[bytes]);
            }
        });

        assertSaysSo(thrown);
        int kept = map.size();
        assertEquals(bytes, map.get(kept / 2).length);
        assertGoesOn();
    }

    @Test
    void put_ofSeveralClients_tellsEach() {
        List<CompletableFuture<Void>> clients = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            int first = client * 10_000_000;
            clients.add(CompletableFuture.runAsync(
                    () -> {
                        for (int i = first; ; i++) {
                            map.put(i, new byte[1_000]);
                        }
                    },
                    task -> Thread.ofPlatform().daemon().start(task)));
        }

        for (CompletableFuture<Void> client : clients) {
            assertSaysSo(assertThrows(CompletionException.class, client::join).getCause());
        }
        assertGoesOn();
    }

    @Test
    void offer_heapThatIsFull_saysSo_andWhatIsTakenMakesRoom() {
        Queue<byte[]> queue = manager.queue(Integer.MAX_VALUE);
        var thrown = assertThrows(OutOfMemoryError.class, () -> {
            while (true) {
                queue.add(new byte[20_000]);
            }
        });

        assertSaysSo(thrown);
        for (int i = 0; i < 100; i++) {
            assertEquals(20_000, queue.remove().length);
        }
        assertTrue(queue.offer(new byte[20_000]));
        assertEquals(10, other.get(1));
    }

    @Test
    void create_heapThatIsFullOfObjects_saysSo_andTheManagerGoesOn() {
        List<Object> held = new ArrayList<>();
        var thrown = assertThrows(OutOfMemoryError.class, () -> {
            while (true) {
                held.add(manager.counter(0));
            }
        });

        assertSaysSo(thrown);
        assertEquals(10, other.get(1));
        assertTrue(held.size() > 1_000, () -> "objects=" + held.size());
    }
}
