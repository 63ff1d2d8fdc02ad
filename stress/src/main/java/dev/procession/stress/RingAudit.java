package dev.procession.stress;

import dev.procession.internal.ring.RecordRing;
import dev.procession.stress.RawWorker.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Drains what is left and compares it with what the workers said. */
@SuppressWarnings("ThreadPriorityCheck") // there is nothing to wait for but time
final class RingAudit {
    private final Ledger ledger;
    private final RawThings arena;
    private final int workers;

    RingAudit(Ledger ledger, RawThings arena, int workers) {
        this.ledger = ledger;
        this.arena = arena;
        this.workers = workers;
    }

    Report report(Map<Role, Integer> killed, int inside, long nanos) {
        List<String> wrong = new ArrayList<>();
        drain(arena.plain, false);
        drain(arena.leasing, true);
        long put = 0;
        long lostPlain = 0;
        long lostLeased = 0;
        long twicePlain = 0;
        long twiceLeased = 0;
        for (int worker = 0; worker < workers; worker++) {
            long begun = ledger.begun().get(worker);
            long acknowledged = ledger.put().get(worker);
            put += acknowledged;
            for (int i = 0; i < Ledger.ELEMENTS; i++) {
                int plain = ledger.plain().get((long) worker * Ledger.ELEMENTS + i);
                int leased = ledger.leased().get((long) worker * Ledger.ELEMENTS + i);
                if (i >= begun && plain + leased > 0) {
                    wrong.add("worker " + worker + ": element " + i + " was taken and never put");
                }
                lostPlain += i < acknowledged && plain == 0 ? 1 : 0;
                lostLeased += i < acknowledged && leased == 0 ? 1 : 0;
                twicePlain += plain > 1 ? plain - 1 : 0;
                twiceLeased += leased > 1 ? leased - 1 : 0;
            }
        }
        require(
                wrong,
                "puts too few for so many kills",
                killed.values().stream().mapToInt(Integer::intValue).sum(),
                put);
        // Taken by one that died before it could say so.
        require(wrong, "plain elements lost", lostPlain, killed.getOrDefault(Role.CONSUMER, 0));
        require(wrong, "plain elements twice", twicePlain, 0);
        require(wrong, "leased elements lost", lostLeased, 0);
        require(wrong, "leased elements again", twiceLeased, killed.getOrDefault(Role.BORROWER, 0));
        require(wrong, "torn elements", ledger.counter().get(Ledger.TORN), 0);
        require(wrong, "size", arena.plain.size() + arena.leasing.size(), 0);
        require(wrong, "unfinished", arena.plain.unfinished() + arena.leasing.unfinished(), 0);
        int lockers = killed.getOrDefault(Role.LOCKER, 0);
        long entered = ledger.counter().get(Ledger.ENTERED);
        require(wrong, "guarded count behind", entered - ledger.counter().get(Ledger.GUARDED), lockers);
        require(wrong, "left behind", entered - ledger.counter().get(Ledger.LEFT), lockers);
        if (!arena.lock.tryLock()) {
            wrong.add("the lock is held by nobody alive");
        } else {
            arena.lock.unlock();
        }
        require(wrong, "permits missing", RawThings.PERMITS - arena.semaphore.availablePermits(), 0);
        require(wrong, "permits too many", arena.semaphore.availablePermits() - RawThings.PERMITS, 0);
        int kills = killed.values().stream().mapToInt(Integer::intValue).sum();
        return new Report(
                kills, inside, put, lostPlain, twiceLeased, ledger.counter().get(Ledger.TORN), entered, nanos, wrong);
    }

    private static void require(List<String> wrong, String what, long actual, long limit) {
        if (actual > limit) {
            wrong.add(what + "=" + actual + ", limit=" + limit);
        }
    }

    private void drain(RecordRing ring, boolean leased) {
        while (true) {
            long[] position = new long[1];
            Object taken = ring.poll((words, at, length, where) -> {
                position[0] = where;
                return RawWorker.read(ledger, words, at, length);
            });
            if (taken == null) {
                if (ring.unfinished() == 0) {
                    return;
                }
                // What the last dead had on lease comes back when it is looked for again.
                Thread.yield();
                continue;
            }
            (leased ? ledger.leased() : ledger.plain()).getAndAdd((Long) taken, 1);
            if (leased) {
                ring.done(position[0]);
            }
        }
    }
}
