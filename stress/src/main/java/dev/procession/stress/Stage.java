package dev.procession.stress;

import dev.procession.Procession;
import dev.procession.internal.session.OpenSegment;
import dev.procession.internal.wait.SegmentResident;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.RestartBudget;
import dev.procession.process.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Where a run takes place: a directory of its own, a small disk in it where that can be had, and the session with
 * what lasts as long as the run.
 */
final class Stage implements AutoCloseable {
    private static final String TEMPORARY = "java.io.tmpdir";
    private static final String MARK = "PROCESSION_CHAOS";
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Path own;
    private final @Nullable SmallDisk disk;
    private final String mark = Long.toHexString(System.nanoTime());
    private final Procession px;
    private final Things things;
    private final ProcessPool pool;
    private final Path directory;

    /**
     * Opens it.
     *
     * @param spills whether the session has another place for what the small disk has no room for
     */
    Stage(boolean spills) throws IOException {
        own = Files.createTempDirectory("chaos-");
        disk = disk(Files.createDirectory(own.resolve("m")));
        Procession.Builder builder = Procession.builder()
                .output(Output.DISCARD)
                .environment(Map.of(MARK, mark))
                .closeTimeout(Duration.ofSeconds(30));
        String temporary = System.getProperty(TEMPORARY);
        if (disk != null) {
            builder.directory(disk.place());
            if (!spills) {
                // The second directory lies there: here it is looked up once, when the session begins.
                builder.jvmOptions("-D" + TEMPORARY + "=" + disk.place());
                System.setProperty(TEMPORARY, disk.place().toString());
            }
        }
        try {
            px = builder.build();
            things = Things.make(px);
        } finally {
            System.setProperty(TEMPORARY, temporary);
        }
        directory = ((OpenSegment) ((SegmentResident) things.queue()).context())
                .session()
                .directory();
        pool = px.pool(PoolOptions.defaults()
                .withWorkers(2)
                .withJvmOptions("-Xmx64m", "-XX:TieredStopAtLevel=1")
                .withRestartBudget(new RestartBudget(Integer.MAX_VALUE, Duration.ofSeconds(1))));
    }

    private static @Nullable SmallDisk disk(Path place) {
        try {
            return SmallDisk.mount(place);
        } catch (IOException e) {
            System.out.println("chaos: " + e.getMessage() + "; a full disk is SKIPPED");
            return null;
        }
    }

    Procession px() {
        return px;
    }

    Things things() {
        return things;
    }

    ProcessPool pool() {
        return pool;
    }

    @Nullable
    SmallDisk disk() {
        return disk;
    }

    /** The session's directory. */
    Path directory() {
        return directory;
    }

    /** A file of the run's own, on no small disk. */
    Path file(String name) {
        return own.resolve(name);
    }

    /** Ends the session, and looks whether anything of it is left. */
    void end(Tally tally) {
        pool.close();
        px.close();
        none(
                tally,
                "processes of the session",
                () -> Proc.processesWith(MARK + "=" + mark).size());
        none(tally, "directory of the session", () -> Files.exists(directory) ? 1 : 0);
        if (disk != null) {
            none(tally, "files on the small disk", () -> disk.names().length);
        }
        none(
                tally,
                "sockets of the session",
                () -> Proc.lines("net/unix", directory.toString()).size());
        none(tally, "mappings of the session", () -> {
            // A mapping ends when nothing refers to it.
            System.gc();
            return Proc.lines("self/maps", directory.toString()).size();
        });
    }

    /** A number that is to become zero. */
    private interface Left {
        int count();
    }

    private static void none(Tally tally, String what, Left left) {
        long start = System.nanoTime();
        int count = left.count();
        while (count > 0) {
            if (System.nanoTime() - start > MAX_NANOS) {
                tally.wrong(what + " left=" + count);
                return;
            }
            LockSupport.parkNanos(LOOK_NANOS);
            count = left.count();
        }
    }

    @Override
    public void close() throws IOException {
        px.close();
        if (disk != null) {
            disk.close();
        }
        Files.deleteIfExists(own.resolve("m"));
        Files.deleteIfExists(own);
    }
}
