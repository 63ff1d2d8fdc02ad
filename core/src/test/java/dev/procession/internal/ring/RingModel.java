package dev.procession.internal.ring;

import dev.procession.internal.ring.RingWorld.Bytes;
import dev.procession.internal.ring.RingWorld.Taken;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is asked of a ring by processes that may die meanwhile, and what may be in it then. */
final class RingModel {
    static final int STEADY = 1;
    static final int VICTIM = 2;
    static final int HEIR = 3;
    static final int JUDGE = 4;

    /** An operation; elements that it adds have the number it is given and those after. */
    enum Operation {
        PUT,
        PUT_TWO,
        TAKE,
        DRAIN_TWO,
        REMOVE_MIDDLE,
        DONE_OLDEST,
        DEAD_LETTER,
        CLOSE,
        LOOK
    }

    /**
     * How a ring is before.
     *
     * @param limit of deliveries
     * @param offset where in the ring its first record is, in cells
     * @param fill how many elements it has, {@code lent} of them on lease
     * @param size of an element, in bytes
     */
    record Scenario(boolean leasing, int limit, int offset, int fill, int lent, int size) {
        /** How many cells an element takes in the ring. */
        int cells() {
            return (RecordHeader.BYTES + (size > RingWorld.MAX_LENGTH ? OverflowReference.BYTES : size)) / 8;
        }
    }

    /** An element, and the slot that has it on lease, or 0. */
    record Held(int id, int holder, long position) {}

    private RingModel() {}

    /** Performs the operation; returns what {@link #outcomes} makes use of. */
    static Object call(Operation operation, MpmcRing ring, int slot, int id, List<Held> known, Scenario scenario)
            throws InterruptedException {
        return switch (operation) {
            case PUT -> !ring.isClosed() && ring.offer(new Bytes(id, scenario.size));
            case PUT_TWO -> {
                int cells = (scenario.fill + 2) * scenario.cells() + 16;
                if (ring.isClosed() || ring.size() + 2 > 8 || cells > RingWorld.RING_BYTES / 8) {
                    yield false;
                }
                ring.putAll(List.of(new Bytes(id, scenario.size), new Bytes(id + 1, scenario.size)));
                yield true;
            }
            case TAKE -> Optional.ofNullable(ring.poll(RingWorld::read));
            case DRAIN_TWO -> {
                List<Object> taken = new ArrayList<>();
                ring.drain(RingWorld::read, 2, taken);
                yield taken;
            }
            case REMOVE_MIDDLE -> {
                Held middle = middle(known);
                yield middle != null && ring.remove(middle.position);
            }
            case DONE_OLDEST -> {
                Held oldest = loan(known, slot);
                if (oldest != null) {
                    ring.done(oldest.position);
                }
                yield true;
            }
            case DEAD_LETTER -> {
                ring.awaitFinished(0);
                Object letter = ring.takeDeadLetter(RingWorld::read, 0);
                if (letter != null) {
                    ring.done(((Taken) letter).position());
                }
                yield Optional.ofNullable(letter);
            }
            case CLOSE -> {
                ring.close();
                yield true;
            }
            case LOOK -> ring.size() + ring.unfinished();
        };
    }

    private static @Nullable Held middle(List<Held> known) {
        List<Held> ready = known.stream().filter(held -> held.holder == 0).toList();
        return ready.isEmpty() ? null : ready.get(ready.size() / 2);
    }

    private static @Nullable Held loan(List<Held> known, int slot) {
        return known.stream().filter(held -> held.holder == slot).findFirst().orElse(null);
    }

    /**
     * What may be in the ring after an operation that returned {@code result}, or died and returned null, beyond what
     * was in it before.
     */
    static List<List<Held>> outcomes(
            Operation operation, int slot, int id, List<Held> was, Scenario scenario, @Nullable Object result) {
        return switch (operation) {
            case PUT, PUT_TWO -> List.of(withNew(operation, id, was, result));
            case TAKE, DRAIN_TWO -> taken(operation, slot, was, scenario, result);
            case REMOVE_MIDDLE, DONE_OLDEST -> {
                Held gone = operation == Operation.DONE_OLDEST ? loan(was, slot) : middle(was);
                yield List.of(without(was, gone));
            }
            case DEAD_LETTER -> lettersRead(slot, was, scenario, result);
            case CLOSE, LOOK -> List.of(was);
        };
    }

    private static List<Held> without(List<Held> was, @Nullable Held gone) {
        return was.stream().filter(held -> !held.equals(gone)).toList();
    }

    private static List<Held> withNew(Operation operation, int id, List<Held> was, @Nullable Object result) {
        if (Boolean.FALSE.equals(result)) {
            return was;
        }
        List<Held> more = new ArrayList<>(was);
        more.add(new Held(id, 0, 0));
        if (operation == Operation.PUT_TWO) {
            more.add(new Held(id + 1, 0, 0));
        }
        return more;
    }

    private static List<List<Held>> taken(
            Operation operation, int slot, List<Held> was, Scenario scenario, @Nullable Object result) {
        List<List<Held>> all = new ArrayList<>();
        List<Held> one = withoutFirst(was, slot, scenario);
        List<Held> two = withoutFirst(one, slot, scenario);
        if (result == null) {
            all.add(was);
            all.add(one);
            if (operation == Operation.DRAIN_TWO) {
                all.add(two);
            }
            return all;
        }
        int count = result instanceof List<?> list ? list.size() : ((Optional<?>) result).isPresent() ? 1 : 0;
        int due = (was.equals(one) ? 0 : 1) + (operation == Operation.TAKE || one.equals(two) ? 0 : 1);
        if (count == due) {
            all.add(count == 0 ? was : count == 1 ? one : two);
        }
        return all;
    }

    /** After {@code slot} took the oldest it can: what is ready, and what the dead have on lease. */
    private static List<Held> withoutFirst(List<Held> was, int slot, Scenario scenario) {
        List<Held> now = new ArrayList<>(was);
        for (int i = 0; i < now.size(); i++) {
            Held held = now.get(i);
            boolean redelivered = scenario.limit > 1 && slot == HEIR && held.holder == VICTIM;
            if (held.holder == 0 || redelivered) {
                if (scenario.leasing) {
                    now.set(i, new Held(held.id, slot, held.position));
                } else {
                    now.remove(i);
                }
                return now;
            }
        }
        return now;
    }

    /** The oldest of what the victim had on lease for the last time is read and done, or not yet. */
    private static List<List<Held>> lettersRead(int slot, List<Held> was, Scenario scenario, @Nullable Object result) {
        Held letter = scenario.limit == 1 && slot == HEIR ? loan(was, VICTIM) : null;
        if (letter == null) {
            return Optional.empty().equals(result) || result == null ? List.of(was) : List.of();
        }
        if (result == null) {
            return List.of(was, without(was, letter));
        }
        boolean right = result instanceof Optional<?> found
                && found.orElse(null) instanceof Taken taken
                && taken.id() == letter.id;
        return right ? List.of(without(was, letter)) : List.of();
    }
}
