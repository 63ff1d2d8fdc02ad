package dev.procession.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.testkit.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What {@link BlockingDeque} and {@link SharedDeque} promise of waiting, of both ends and of bounds. */
@SuppressWarnings("NullAway") // null is given where it is refused
@Tag("process")
class SharedDequeContractTest extends ManagerContractTest {
    /** One call in a thread of its own. */
    private static final class Call<T> {
        private final FutureTask<T> task;
        private final Thread thread;

        Call(Callable<T> body) {
            task = new FutureTask<>(body);
            thread = Thread.ofPlatform().daemon().start(task);
        }

        /** Waits until the call is made and waits. */
        Call<T> untilWaiting() {
            Await.until("a call to wait", () -> {
                for (StackTraceElement frame : thread.getStackTrace()) {
                    if (frame.getClassName().endsWith("Connection")
                            && frame.getMethodName().equals("await")) {
                        return true;
                    }
                }
                return false;
            });
            return this;
        }

        T get() throws Exception {
            try {
                return task.get(60, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof Exception cause ? cause : e;
            }
        }
    }

    // ---- both ends

    @Test
    void bothEnds_everyWayInAndOut_areOneOrder() throws Exception {
        BlockingDeque<Integer> deque = manager().deque();
        deque.addFirst(3);
        deque.push(2);
        assertTrue(deque.offerFirst(1));
        deque.putFirst(0);
        assertTrue(deque.offerFirst(-1, 1, TimeUnit.SECONDS));
        deque.addLast(4);
        assertTrue(deque.offerLast(5));
        deque.putLast(6);
        assertTrue(deque.offerLast(7, 1, TimeUnit.SECONDS));
        deque.put(8);
        assertEquals(IntStream.rangeClosed(-1, 8).boxed().toList(), List.copyOf(deque));
        List<Integer> backwards = new ArrayList<>();
        deque.descendingIterator().forEachRemaining(backwards::add);
        assertEquals(IntStream.rangeClosed(-1, 8).boxed().toList().reversed(), backwards);
        assertEquals(-1, deque.getFirst());
        assertEquals(-1, deque.peekFirst());
        assertEquals(8, deque.getLast());
        assertEquals(8, deque.peekLast());
        assertEquals(-1, deque.pop());
        assertEquals(0, deque.removeFirst());
        assertEquals(1, deque.pollFirst());
        assertEquals(2, deque.takeFirst());
        assertEquals(3, deque.pollFirst(1, TimeUnit.SECONDS));
        assertEquals(8, deque.removeLast());
        assertEquals(7, deque.pollLast());
        assertEquals(6, deque.takeLast());
        assertEquals(5, deque.pollLast(1, TimeUnit.SECONDS));
        assertEquals(4, deque.take());
        assertThrows(NoSuchElementException.class, deque::getFirst);
        assertThrows(NoSuchElementException.class, deque::getLast);
        assertThrows(NoSuchElementException.class, deque::removeFirst);
        assertThrows(NoSuchElementException.class, deque::removeLast);
        assertThrows(NoSuchElementException.class, deque::pop);
        assertNull(deque.peekFirst());
        assertNull(deque.pollLast());
    }

    @Test
    void removeOccurrence_bothEnds_removesTheNearest() {
        SharedDeque<String> deque = manager().deque();
        deque.addAll(List.of("a", "b", "a", "b"));
        assertTrue(deque.removeLastOccurrence("a"));
        assertEquals(List.of("a", "b", "b"), List.copyOf(deque));
        assertTrue(deque.removeFirstOccurrence("b"));
        assertTrue(deque.remove("b"));
        assertFalse(deque.removeFirstOccurrence("b"));
        assertFalse(deque.removeLastOccurrence(null));
        assertEquals(List.of("a"), List.copyOf(deque));
    }

    @Test
    void nulls_everyWayIn_areRefused() {
        BlockingDeque<String> deque = manager().deque();
        assertThrows(NullPointerException.class, () -> deque.add(null));
        assertThrows(NullPointerException.class, () -> deque.offerFirst(null));
        assertThrows(NullPointerException.class, () -> deque.putLast(null));
        assertThrows(NullPointerException.class, () -> deque.offer(null, 1, TimeUnit.SECONDS));
        assertThrows(NullPointerException.class, () -> deque.addAll(java.util.Arrays.asList("a", null)));
    }

    // ---- bounds

    @Test
    void queue_full_refusesOrWaits() throws Exception {
        SharedDeque<Integer> queue = manager().queue(2);
        assertThrows(IllegalArgumentException.class, () -> manager().queue(0));
        assertEquals(2, queue.remainingCapacity());
        queue.add(0);
        assertTrue(queue.offer(1));
        assertEquals(0, queue.remainingCapacity());
        assertFalse(queue.offer(2));
        assertFalse(queue.offer(2, 0, TimeUnit.SECONDS));
        assertFalse(queue.offer(2, 20, TimeUnit.MILLISECONDS));
        assertThrows(IllegalStateException.class, () -> queue.add(2));
        assertThrows(IllegalStateException.class, () -> queue.addFirst(2));
        assertThrows(IllegalStateException.class, () -> queue.addAll(List.of(2, 3)));
        Call<Void> put = new Call<Void>(() -> {
                    queue.put(2);
                    return null;
                })
                .untilWaiting();
        assertEquals(0, queue.take());
        put.get();
        assertEquals(List.of(1, 2), List.copyOf(queue));
        assertEquals(Integer.MAX_VALUE, manager().deque().remainingCapacity());
    }

    @Test
    void queue_manyPutters_allComeInAsRoomIsMade() throws Exception {
        SharedDeque<Integer> queue = manager().queue(1);
        queue.add(0);
        List<Call<Void>> puts = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            int element = i;
            puts.add(new Call<Void>(() -> {
                        queue.put(element);
                        return null;
                    })
                    .untilWaiting());
        }
        List<Integer> taken = new ArrayList<>();
        for (int i = 0; i <= 5; i++) {
            taken.add(queue.take());
        }
        for (Call<Void> put : puts) {
            put.get();
        }
        assertEquals(List.of(0, 1, 2, 3, 4, 5), taken.stream().sorted().toList());
        assertTrue(queue.isEmpty());
    }

    @Test
    void drainTo_bounded_makesRoom() throws Exception {
        SharedDeque<Integer> queue = manager().queue(3);
        queue.addAll(List.of(0, 1, 2));
        Call<Boolean> offer = new Call<>(() -> queue.offer(3, 1, TimeUnit.MINUTES)).untilWaiting();
        List<Integer> target = new ArrayList<>();
        assertEquals(2, queue.drainTo(target, 2));
        assertEquals(List.of(0, 1), target);
        assertTrue(offer.get());
        assertEquals(2, queue.drainTo(target));
        assertEquals(List.of(0, 1, 2, 3), target);
        assertThrows(IllegalArgumentException.class, () -> queue.drainTo(queue));
        assertEquals(0, queue.drainTo(target, 0));
    }

    // ---- waiting

    @Test
    void take_empty_waitsForAnElement() throws Exception {
        SharedDeque<String> deque = manager().deque();
        Call<String> first = new Call<>(deque::take).untilWaiting();
        deque.add("a");
        assertEquals("a", first.get());
        Call<String> last = new Call<>(deque::takeLast).untilWaiting();
        deque.addAll(List.of("b", "c"));
        String got = last.get();
        assertEquals(1, deque.size());
        assertNotEquals(got, deque.take());
    }

    @Test
    void poll_empty_isNullWhenTheTimeIsOver() throws Exception {
        SharedDeque<String> deque = manager().deque();
        long start = System.nanoTime();
        assertNull(deque.poll(30, TimeUnit.MILLISECONDS));
        assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(30));
        assertNull(deque.pollLast(0, TimeUnit.SECONDS));
        assertNull(deque.poll(-1, TimeUnit.SECONDS));
        deque.add("later");
        assertEquals("later", deque.poll(1, TimeUnit.MINUTES));
    }

    @Test
    void take_interrupted_throwsAndTakesNothing() throws Exception {
        SharedDeque<String> deque = manager().deque();
        Call<String> take = new Call<>(deque::take).untilWaiting();
        take.thread.interrupt();
        assertThrows(InterruptedException.class, take::get);
        deque.add("a");
        assertEquals(1, deque.size());
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, deque::take);
        assertFalse(Thread.interrupted());
        Thread.currentThread().interrupt();
        assertEquals(1, deque.size());
        assertTrue(Thread.interrupted());
        assertEquals("a", deque.take());
    }

    @Test
    void put_interrupted_throwsAndPutsNothing() throws Exception {
        SharedDeque<String> queue = manager().queue(1);
        queue.add("a");
        Call<Void> put = new Call<Void>(() -> {
                    queue.put("b");
                    return null;
                })
                .untilWaiting();
        put.thread.interrupt();
        assertThrows(InterruptedException.class, put::get);
        assertEquals("a", queue.take());
        assertNull(queue.poll(20, TimeUnit.MILLISECONDS));
    }

    /** Whatever comes first, the element is one place only. */
    @Test
    void take_interruptedAsAnElementComes_losesNone() throws Exception {
        SharedDeque<Integer> deque = manager().deque();
        for (int i = 0; i < 200; i++) {
            Call<Integer> take = new Call<>(deque::take);
            if (i % 2 == 0) {
                take.untilWaiting();
            }
            CompletableFuture<Boolean> added = deque.addAsync(i);
            take.thread.interrupt();
            Integer got;
            try {
                got = take.get();
            } catch (InterruptedException e) {
                got = null;
            }
            added.join();
            assertEquals(got == null ? 1 : 0, deque.size());
            assertEquals(i, got == null ? deque.take() : got);
        }
    }

    @Test
    void takeAsync_elementComes_completesInOrderOfAsking() {
        SharedDeque<Integer> deque = manager().deque();
        List<CompletableFuture<Integer>> taken =
                IntStream.range(0, 50).mapToObj(i -> deque.takeAsync()).toList();
        IntStream.range(0, 50).forEach(deque::add);
        for (int i = 0; i < 50; i++) {
            assertEquals(i, taken.get(i).join());
        }
        assertTrue(deque.isEmpty());
    }

    @Test
    void takeAsync_cancelled_waitsNoMore() throws Exception {
        SharedDeque<String> deque = manager().deque();
        CompletableFuture<String> first = deque.takeAsync();
        CompletableFuture<String> second = deque.takeAsync();
        assertTrue(first.cancel(true));
        deque.add("a");
        assertEquals("a", second.get(60, TimeUnit.SECONDS));
        assertTrue(first.isCancelled());
        assertFalse(second.cancel(true));
    }

    @Test
    void takeAsync_cancelledAsAnElementComes_losesNone() throws Exception {
        SharedDeque<Integer> deque = manager().deque();
        for (int i = 0; i < 200; i++) {
            CompletableFuture<Integer> taken = deque.takeAsync();
            CompletableFuture<Boolean> added = deque.addAsync(i);
            boolean cancelled = taken.cancel(true);
            added.join();
            assertEquals(i, cancelled ? deque.poll(30, TimeUnit.SECONDS) : taken.join());
        }
    }

    @Test
    void takeAsync_limitIsOver_waitsNoMore() throws Exception {
        SharedDeque<String> deque = manager().deque();
        CompletableFuture<String> taken = deque.takeAsync().orTimeout(10, TimeUnit.MILLISECONDS);
        assertThrows(CompletionException.class, taken::join);
        deque.add("a");
        assertEquals("a", deque.poll(30, TimeUnit.SECONDS));
    }

    // ---- functions

    @Test
    void functions_ofADeque_areAtTheServer() {
        SharedDeque<Integer> deque = manager().deque();
        deque.addAll(List.of(1, 2, 3));
        deque.addFirst(0);
        assertEquals(List.of(2, 3), deque.filter(each -> each > 1));
        assertEquals(List.of(0, 10, 20, 30), deque.map(each -> each * 10));
        assertEquals("0123", deque.reduce("", (text, each) -> text + each));
        assertTrue(deque.removeIf(each -> each % 2 == 0));
        assertEquals(List.of(1, 3), List.copyOf(deque));
        assertEquals("[1, 3]", deque.toString());
    }
}
