package dev.procession.stress;

import dev.procession.Procession;
import dev.procession.process.ProcessionException;
import dev.procession.shared.Manager;
import dev.procession.shared.ManagerOptions;
import dev.procession.stress.Client.Objects;
import dev.procession.stress.History.Count;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The manager of the session: one server after the other, each with the same objects, empty at first. For the one
 * thread that drives the run.
 */
final class Server {
    /** How many objects with names there are. */
    static final int NAMED = 3;

    private static final int CAPACITY = 64;

    private final Procession px;
    private final Tally tally;
    private @Nullable CompletableFuture<Life> life;
    private boolean isDead;
    private long mergedBefore;
    private long countedBefore;

    Server(Procession px, Tally tally) {
        this.px = px;
        this.tally = tally;
    }

    /** One server. */
    record Life(Manager manager, Objects objects, ProcessHandle process) {}

    /** Starts a server if there is none; returns at once. No participant uses it while there is none. */
    void tend(Book book) {
        CompletableFuture<Life> now = life;
        if (now != null && now.isDone() && now.isCompletedExceptionally()) {
            Throwable thrown = now.exceptionNow();
            Failure failure = thrown instanceof ProcessionException ? Failure.of(thrown) : null;
            if (failure == null) {
                tally.wrong("no manager: " + Seat.trace(thrown));
            } else {
                tally.fail(failure);
            }
            life = null;
        }
        if (life == null) {
            mergedBefore = book.sumBegun(Op.MERGE);
            countedBefore = book.sumBegun(Op.COUNT);
            life = CompletableFuture.supplyAsync(
                    this::make, task -> Thread.ofVirtual().start(task));
        }
    }

    private Life make() {
        Manager manager = px.manager(ManagerOptions.defaults().withTravelLease(Duration.ofSeconds(10)));
        boolean isMade = false;
        try {
            Objects objects =
                    new Objects(manager.map("counts"), manager.counter("counter", 0), manager.queue("deque", CAPACITY));
            Integer pid = objects.counts().compute("server", (key, value) ->
                    (int) ProcessHandle.current().pid());
            objects.counts().clear();
            ProcessHandle process = ProcessHandle.of(java.util.Objects.requireNonNull(pid))
                    .orElseThrow(() -> new IllegalStateException("the server ended at once: pid=" + pid));
            isMade = true;
            return new Life(manager, objects, process);
        } finally {
            if (!isMade) {
                manager.close();
            }
        }
    }

    /** The server, if there is one that is not dead. */
    Optional<Life> up() {
        CompletableFuture<Life> now = life;
        return now == null || isDead || !now.isDone() || now.isCompletedExceptionally()
                ? Optional.empty()
                : Optional.of(now.join());
    }

    /** Kills the server; whether there was one. Its clients are to hear of it. */
    boolean kill() {
        Optional<Life> now = up();
        now.ifPresent(server -> {
            isDead = true;
            boolean _ = server.process().destroyForcibly();
        });
        return now.isPresent();
    }

    boolean isDead() {
        return isDead;
    }

    /** Forgets the server that was killed, now that no participant uses it. */
    void bury() {
        CompletableFuture<Life> now = life;
        if (now != null) {
            now.join().manager().close();
        }
        life = null;
        isDead = false;
    }

    /**
     * What must be true of the numbers of the server, which is up; others may use it. What is done is read before,
     * what is begun after.
     */
    List<Count> counts(Life server, Book book) {
        long merged = book.sum(Op.MERGE) - mergedBefore;
        long counted = book.sum(Op.COUNT) - countedBefore;
        long actualMerged = server.objects().counts().getOrDefault(Objects.MERGED, 0);
        long actualCounted = server.objects().counter().get();
        return List.of(
                new Count("merged", merged, actualMerged, book.sumBegun(Op.MERGE) - mergedBefore),
                new Count("counted", counted, actualCounted, book.sumBegun(Op.COUNT) - countedBefore));
    }

    /** Everything as at the beginning, for another round. */
    void reset(Life server) {
        mergedBefore = 0;
        countedBefore = 0;
        server.objects().counts().clear();
        server.objects().counter().set(0);
    }

    void close() {
        up().ifPresent(server -> server.manager().close());
    }
}
