package dev.procession.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.Procession;
import dev.procession.manager.Linearizability.Model;
import dev.procession.manager.Linearizability.Operation;
import dev.procession.process.ChildProcess;
import dev.procession.process.Output;
import dev.procession.shared.Manager;
import dev.procession.shared.SharedArray;
import dev.procession.shared.SharedCounter;
import dev.procession.shared.SharedDeque;
import dev.procession.shared.SharedList;
import dev.procession.shared.SharedMap;
import dev.procession.shared.SharedReference;
import dev.procession.testkit.Await;
import dev.procession.testkit.Deadline;
import dev.procession.testkit.Seeds;
import dev.procession.testkit.TestSize;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The operations of several processes, some of which are killed meanwhile, on objects of a manager can be explained by
 * one order. Each actor writes down what it is about to do, and when, before it does it; in memory that survives it.
 */
@Tag("process")
class ManagerLinearizabilityTest {
    private static final int PROCESSES = 3;
    private static final int ACTORS = 2;
    private static final int EPOCHS = TestSize.of(2, 5, 100);
    private static final int STEPS = 60;
    private static final long NONE = Long.MIN_VALUE;

    // What can be done, and to what: the object's kind is the tens.
    private static final int MAP_GET = 0;
    private static final int MAP_PUT = 1;
    private static final int MAP_REMOVE = 2;
    private static final int MAP_PUT_IF_ABSENT = 3;
    private static final int MAP_REPLACE = 4;
    private static final int MAP_MERGE = 5;
    private static final int MAP_COMPUTE_HERE = 6;
    private static final int COUNTER_ADD = 10;
    private static final int COUNTER_GET = 11;
    private static final int COUNTER_SWAP = 12;
    private static final int DEQUE_OFFER_LAST = 20;
    private static final int DEQUE_OFFER_FIRST = 21;
    private static final int DEQUE_POLL = 22;
    private static final int DEQUE_POLL_LAST = 23;
    private static final int DEQUE_SIZE = 24;
    private static final int DEQUE_POLL_TIMED = 25;
    private static final int LIST_ADD = 30;
    private static final int LIST_GET = 31;
    private static final int LIST_REMOVE = 32;
    private static final int LIST_SIZE = 33;
    private static final int CELL_GET = 40;
    private static final int CELL_SWAP = 41;
    private static final int CELL_UPDATE = 42;

    /**
     * What an actor did, in shared memory: for each operation its object, kind, argument, result, begin and end.
     *
     * @param words all of them
     * @param from where this actor's begin
     */
    private record Log(SharedArray.OfLong words, long from) implements Serializable {
        static final int WORDS = 6;

        long begin(int step, long object, int kind, long argument) {
            long at = from + (long) step * WORDS;
            words.set(at, object);
            words.set(at + 1, kind);
            words.set(at + 2, argument);
            words.setVolatile(at + 4, System.nanoTime());
            return at;
        }

        void end(long at, long result) {
            words.set(at + 3, result);
            words.setVolatile(at + 5, System.nanoTime());
        }
    }

    /** Adds one to what is there, where this process is. */
    private static final class OneMore implements BiFunction<Integer, Long, Long> {
        @Override
        public Long apply(Integer key, Long value) {
            return value == null ? 1 : value + 1;
        }
    }

    private static long form(Long value) {
        return value == null ? NONE : value;
    }

    private static void act(Manager manager, Log log, long seed, int actor) {
        Random random = new Random(seed);
        int step = 0;
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            SharedMap<Integer, Long> map = manager.map("map" + epoch);
            SharedCounter counter = manager.counter("counter" + epoch, 0);
            SharedDeque<Long> deque = manager.deque("deque" + epoch);
            SharedList<Long> list = manager.list("list" + epoch);
            SharedReference<Long> cell = manager.value("cell" + epoch, 0L);
            for (int i = 0; i < STEPS; i++, step++) {
                // No value is put twice.
                long value = actor * 1_000_000L + step;
                int kind = switch (random.nextInt(5)) {
                    case 0 -> random.nextInt(7);
                    case 1 -> 10 + random.nextInt(3);
                    case 2 -> 20 + random.nextInt(6);
                    case 3 -> 30 + random.nextInt(4);
                    default -> 40 + random.nextInt(3);
                };
                int key = kind < 10 ? random.nextInt(2) : 0;
                long object = 100L * epoch + (kind - kind % 10) + key;
                long at = log.begin(step, object, kind, value);
                log.end(at, perform(map, counter, deque, list, cell, kind, key, value));
            }
        }
    }

    private static long perform(
            SharedMap<Integer, Long> map,
            SharedCounter counter,
            SharedDeque<Long> deque,
            SharedList<Long> list,
            SharedReference<Long> cell,
            int kind,
            int key,
            long value) {
        try {
            return switch (kind) {
                case MAP_GET -> form(map.get(key));
                case MAP_PUT -> form(map.put(key, value));
                case MAP_REMOVE -> form(map.remove(key));
                case MAP_PUT_IF_ABSENT -> form(map.putIfAbsent(key, value));
                case MAP_REPLACE -> form(map.replace(key, value));
                case MAP_MERGE -> form(map.merge(key, value, (one, other) -> one + other));
                case MAP_COMPUTE_HERE -> form(map.compute(key, new OneMore()));
                case COUNTER_ADD -> counter.addAndGet(value);
                case COUNTER_GET -> counter.get();
                case COUNTER_SWAP -> counter.getAndSet(value);
                case DEQUE_OFFER_LAST -> deque.offerLast(value) ? 1 : 0;
                case DEQUE_OFFER_FIRST -> deque.offerFirst(value) ? 1 : 0;
                case DEQUE_POLL -> form(deque.poll());
                case DEQUE_POLL_LAST -> form(deque.pollLast());
                case DEQUE_SIZE -> deque.size();
                case DEQUE_POLL_TIMED -> form(deque.poll(50, TimeUnit.MICROSECONDS));
                case LIST_ADD -> list.add(value) ? 1 : 0;
                case LIST_GET -> form(list.get(0));
                case LIST_REMOVE -> form(list.remove(0));
                case LIST_SIZE -> list.size();
                case CELL_GET -> cell.get();
                case CELL_SWAP -> cell.getAndSet(value);
                case CELL_UPDATE -> cell.updateAndGet(before -> before + 1);
                default -> throw new IllegalStateException("kind=" + kind);
            };
        } catch (IndexOutOfBoundsException e) {
            return NONE;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    // Models. What has not ended may have had any result.

    private static <S> S if_(Operation operation, long result, S next) {
        return operation.isPending() || operation.result() == result ? next : null;
    }

    private static Long entry(Long value, Operation operation) {
        long argument = operation.argument();
        boolean absent = value == NONE;
        return switch (operation.kind()) {
            case MAP_GET -> if_(operation, value, value);
            case MAP_PUT -> if_(operation, value, argument);
            case MAP_REMOVE -> if_(operation, value, NONE);
            case MAP_PUT_IF_ABSENT -> if_(operation, value, absent ? argument : value);
            case MAP_REPLACE -> if_(operation, value, absent ? value : (Long) argument);
            case MAP_MERGE -> {
                long next = absent ? argument : value + argument;
                yield if_(operation, next, next);
            }
            case MAP_COMPUTE_HERE -> {
                long next = absent ? 1 : value + 1;
                yield if_(operation, next, next);
            }
            default -> throw new IllegalStateException(operation.toString());
        };
    }

    private static Long number(Long value, Operation operation) {
        long argument = operation.argument();
        return switch (operation.kind()) {
            case COUNTER_ADD -> if_(operation, value + argument, value + argument);
            case COUNTER_GET, CELL_GET -> if_(operation, value, value);
            case COUNTER_SWAP, CELL_SWAP -> if_(operation, value, argument);
            case CELL_UPDATE -> if_(operation, value + 1, value + 1);
            default -> throw new IllegalStateException(operation.toString());
        };
    }

    private static List<Long> elements(List<Long> elements, Operation operation) {
        List<Long> next = new ArrayList<>(elements);
        boolean empty = elements.isEmpty();
        return switch (operation.kind()) {
            case DEQUE_OFFER_LAST, LIST_ADD -> {
                next.addLast(operation.argument());
                yield if_(operation, 1, next);
            }
            case DEQUE_OFFER_FIRST -> {
                next.addFirst(operation.argument());
                yield if_(operation, 1, next);
            }
            case DEQUE_POLL, DEQUE_POLL_TIMED, LIST_REMOVE -> if_(operation, empty ? NONE : next.removeFirst(), next);
            case DEQUE_POLL_LAST -> if_(operation, empty ? NONE : next.removeLast(), next);
            case LIST_GET -> if_(operation, empty ? NONE : next.getFirst(), next);
            case DEQUE_SIZE, LIST_SIZE -> if_(operation, next.size(), next);
            default -> throw new IllegalStateException(operation.toString());
        };
    }

    private static boolean holds(int kind, List<Operation> history) {
        return switch (kind / 10) {
            case 0 -> Linearizability.holds(history, NONE, (Model<Long>) ManagerLinearizabilityTest::entry);
            case 1, 4 -> Linearizability.holds(history, 0L, (Model<Long>) ManagerLinearizabilityTest::number);
            default ->
                Linearizability.holds(history, List.of(), (Model<List<Long>>) ManagerLinearizabilityTest::elements);
        };
    }

    @Test
    @Deadline(seconds = 300)
    void operations_ofManyProcessesSomeKilled_haveOneOrder() throws Exception {
        long seed = Seeds.seed("linearizability");
        Random random = new Random(seed);
        try (Procession px = Procession.builder().output(Output.DISCARD).build();
                Manager manager = px.manager()) {
            int steps = EPOCHS * STEPS;
            int killed = 2;
            int all = PROCESSES + killed;
            SharedArray.OfLong words = px.sharedLongs((long) all * ACTORS * steps * Log.WORDS);
            List<ChildProcess> children = new ArrayList<>();
            for (int p = 0; p < PROCESSES; p++) {
                children.add(start(px, manager, words, p, seed));
            }
            for (int k = 0; k < killed; k++) {
                ChildProcess victim = children.get(k);
                Log log = log(words, k, 0);
                // Somewhere in its work: where exactly the scheduler knows.
                int step = random.nextInt(steps / 2) + steps / 4;
                Await.until(
                        "step " + step + " of process " + k,
                        Duration.ofMinutes(2),
                        () -> log.words().getVolatile(log.from() + (long) step * Log.WORDS + 4) != 0
                                || !victim.isAlive());
                victim.kill();
                children.add(start(px, manager, words, PROCESSES + k, seed));
            }
            for (int p = killed; p < children.size(); p++) {
                children.get(p).join();
                assertEquals(0, children.get(p).exitCode().getAsInt());
            }
            Map<Long, List<Operation>> histories = new HashMap<>();
            int pending = 0;
            for (int actor = 0; actor < all * ACTORS; actor++) {
                pending += read(log(words, actor / ACTORS, actor % ACTORS), steps, histories);
            }
            int operations = 0;
            for (Map.Entry<Long, List<Operation>> history : histories.entrySet()) {
                operations += history.getValue().size();
                int kind = (int) (history.getKey() % 100);
                assertTrue(
                        holds(kind, history.getValue()),
                        () -> "object " + history.getKey() + ": "
                                + history.getValue().stream()
                                        .sorted((one, other) -> Long.compare(one.begin(), other.begin()))
                                        .toList());
            }
            System.err.println("linearizability: histories=" + histories.size() + ", operations=" + operations
                    + ", never ended=" + pending);
            assertTrue(histories.size() >= EPOCHS * 5, "histories=" + histories.size());
        }
    }

    private static Log log(SharedArray.OfLong words, int process, int actor) {
        return new Log(words, ((long) process * ACTORS + actor) * EPOCHS * STEPS * Log.WORDS);
    }

    private static ChildProcess start(
            Procession px, Manager manager, SharedArray.OfLong words, int process, long seed) {
        return px.start(() -> {
            List<Thread> threads = new ArrayList<>();
            for (int a = 0; a < ACTORS; a++) {
                int actor = process * ACTORS + a;
                Log log = log(words, process, a);
                threads.add(Thread.ofPlatform().start(() -> act(manager, log, seed + actor, actor)));
            }
            for (Thread thread : threads) {
                thread.join();
            }
        });
    }

    /** Adds what an actor did to the histories; returns how many operations have not ended. */
    private static int read(Log log, int steps, Map<Long, List<Operation>> histories) {
        int pending = 0;
        for (int step = 0; step < steps; step++) {
            long at = log.from() + (long) step * Log.WORDS;
            long begin = log.words().getVolatile(at + 4);
            if (begin == 0) {
                break;
            }
            long end = log.words().getVolatile(at + 5);
            pending += end == 0 ? 1 : 0;
            histories
                    .computeIfAbsent(log.words().get(at), object -> new ArrayList<>())
                    .add(new Operation(
                            (int) log.words().get(at + 1),
                            log.words().get(at + 2),
                            log.words().get(at + 3),
                            begin,
                            end == 0 ? Long.MAX_VALUE : end));
        }
        return pending;
    }

    // The checker itself.

    private static Operation op(int kind, long argument, long result, long begin, long end) {
        return new Operation(kind, argument, result, begin, end);
    }

    @Test
    void holds_goodHistories_areAccepted() {
        assertTrue(holds(0, List.of(op(MAP_PUT, 5, NONE, 0, 10), op(MAP_GET, 0, 5, 1, 2))));
        assertTrue(holds(0, List.of(op(MAP_PUT, 5, NONE, 0, 10), op(MAP_GET, 0, NONE, 1, 2))));
        // It never ended, and had its effect.
        assertTrue(holds(0, List.of(op(MAP_PUT, 5, 0, 0, Long.MAX_VALUE), op(MAP_GET, 0, 5, 100, 101))));
        // Or none so far.
        assertTrue(holds(0, List.of(op(MAP_PUT, 5, 0, 0, Long.MAX_VALUE), op(MAP_GET, 0, NONE, 100, 101))));
        assertTrue(holds(
                20,
                List.of(
                        op(DEQUE_OFFER_LAST, 1, 1, 0, 9),
                        op(DEQUE_OFFER_LAST, 2, 1, 0, 9),
                        op(DEQUE_POLL, 0, 2, 3, 4),
                        op(DEQUE_POLL, 0, 1, 5, 6))));
    }

    @Test
    void holds_badHistories_areRefused() {
        // A stale read.
        assertFalse(holds(0, List.of(op(MAP_PUT, 5, NONE, 0, 1), op(MAP_GET, 0, NONE, 2, 3))));
        // A lost update.
        assertFalse(holds(
                10, List.of(op(COUNTER_ADD, 1, 1, 0, 5), op(COUNTER_ADD, 1, 1, 1, 6), op(COUNTER_GET, 0, 1, 7, 8))));
        // An element twice.
        assertFalse(holds(
                20, List.of(op(DEQUE_OFFER_LAST, 1, 1, 0, 1), op(DEQUE_POLL, 0, 1, 2, 9), op(DEQUE_POLL, 0, 1, 3, 8))));
        // An element that vanished without a taker.
        assertFalse(holds(20, List.of(op(DEQUE_OFFER_LAST, 1, 1, 0, 1), op(DEQUE_POLL, 0, NONE, 2, 3))));
        // Out of order.
        assertFalse(holds(
                20,
                List.of(
                        op(DEQUE_OFFER_LAST, 1, 1, 0, 1),
                        op(DEQUE_OFFER_LAST, 2, 1, 2, 3),
                        op(DEQUE_POLL, 0, 2, 4, 5))));
        // Seen, and then not seen.
        assertFalse(holds(
                40,
                List.of(op(CELL_SWAP, 7, 0, 0, Long.MAX_VALUE), op(CELL_GET, 0, 7, 1, 2), op(CELL_GET, 0, 0, 3, 4))));
    }
}
