package dev.procession.internal.liveness;

import dev.procession.internal.segment.DirectoryNames;
import dev.procession.process.ProcessionException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code lock} of a session: byte {@code n} is locked by the process in slot {@code n} for as long as it
 * lives.
 *
 * <pre>
 *   byte   0        1        2              1023
 *        +--------+--------+--------+-- … +--------+
 *        | parent | slot 1 | slot 2 |     |        |    no content: only the locks on the bytes count
 *        +--------+--------+--------+-- … +--------+
 * </pre>
 *
 * <p>A lock is a kernel fact: it is free once no thread of its owner can run any more, and it is held while the
 * owner is stopped, paused or swapped out. The JDK takes record locks of fcntl(2), which belong to the process and
 * vanish when it closes <em>any</em> descriptor of the file; therefore a process opens the file of a session it
 * belongs to exactly once, never closes it before it leaves, and records it in {@link OpenSessionNames}, by which a
 * sweep knows not to touch it.
 *
 * <p>Thread safety: every method may be called from any thread.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/fcntl_locking.2.html">fcntl_locking(2)</a>
 */
public final class LivenessFile implements Closeable {
    /** The name of the file in its session's directory. */
    public static final String NAME = DirectoryNames.LOCK;

    /** The name of the file while its creator does not hold its lock yet; no sweep opens it. */
    private static final String UNLOCKED_NAME = "lock-new";

    /** The slot of the process that made the directory. */
    private static final int MAKER = 0;

    /** Maximum number of processes of a session, its parent included. */
    public static final int SLOTS = 1024;

    private static final int CLAIM_ATTEMPTS = 100;

    private final FileChannel channel;
    private final Object probes = new Object();
    private final Path path;
    /**
     * Which file was at the path just before it was opened; null where files have no such key, or it was not there.
     */
    private final @Nullable Object key;

    private LivenessFile(FileChannel channel, Path path, @Nullable Object key) {
        this.channel = channel;
        this.path = path;
        this.key = key;
    }

    /**
     * Makes the file of a directory that this process has made, and takes slot 0. It has its name once the lock is
     * held: a process that finds the file and gets the lock knows that the creator is dead.
     *
     * @throws IOException if it cannot be made, or the file system has no locks
     */
    public static LivenessFile create(Path directory) throws IOException {
        Path path = directory.resolve(NAME);
        Path unlocked = directory.resolve(UNLOCKED_NAME);
        LivenessFile file = open(unlocked, path, StandardOpenOption.CREATE_NEW, null);
        try {
            if (!file.tryClaim(MAKER)) {
                throw new IOException("another process has locked " + unlocked + ", which this one has just made");
            }
            Files.move(unlocked, path, StandardCopyOption.ATOMIC_MOVE);
            return file;
        } catch (Throwable t) {
            file.close();
            throw t;
        }
    }

    /** Opens the file of a session that this process joins. */
    public static LivenessFile join(Path directory) throws IOException {
        Path path = directory.resolve(NAME);
        return open(path, path, StandardOpenOption.READ, keyOf(path));
    }

    private static LivenessFile open(Path at, Path path, StandardOpenOption create, @Nullable Object key)
            throws IOException {
        // A link is not followed: it may lead to a lock file of a session of this process, whose locks its closing
        // would drop.
        FileChannel channel = FileChannel.open(
                at, create, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        return new LivenessFile(channel, path, key);
    }

    private static @Nullable Object keyOf(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    /**
     * Whether this file is still the one at the path it was {@linkplain #join opened} at. To be checked by a process
     * that holds a lock in it before it removes by the path.
     */
    boolean isStillThere() throws IOException {
        return Objects.equals(key, keyOf(path));
    }

    /**
     * Takes {@code slot} for this process, until {@link #close()} or its death.
     *
     * @throws ProcessionException if another process holds it
     */
    public void claim(int slot) throws IOException {
        if (slot < 0 || slot >= SLOTS) {
            throw new ProcessionException("process slot: slot=" + slot + ", limit=" + SLOTS);
        }
        if (!tryClaim(slot)) {
            throw new ProcessionException("process slot: slot=" + slot + " of " + path + " is held by another process");
        }
    }

    /**
     * Takes {@code slot} as {@link #claim} does, if no other process holds it. A process that only checks whether it is
     * held takes it for an instant, so that one refusal means little; only several do.
     */
    boolean tryClaim(int slot) throws IOException {
        synchronized (probes) {
            for (int attempt = 0; attempt < CLAIM_ATTEMPTS; attempt++) {
                if (channel.tryLock(slot, 1, false) != null) {
                    return true;
                }
                Thread.onSpinWait();
            }
            return false;
        }
    }

    /** Whether a process other than this one holds {@code slot}; a process does not ask about itself. */
    public boolean isHeldByAnother(int slot) throws IOException {
        return !whileFree(slot, () -> {});
    }

    /**
     * Runs {@code action} if no process holds {@code slot}, while none can take it; returns whether it ran. Not for a
     * slot of this process.
     */
    boolean whileFree(int slot, Runnable action) throws IOException {
        // Within a JVM a second lock on the same byte is an error and not a wait.
        synchronized (probes) {
            try (FileLock probe = channel.tryLock(slot, 1, false)) {
                if (probe == null) {
                    return false;
                }
                action.run();
                return true;
            } catch (OverlappingFileLockException e) {
                throw new IllegalStateException("process slot: slot=" + slot + " is this process's own", e);
            }
        }
    }

    /** Takes every slot, if no process holds any; the lock is then held until {@link #close()}. */
    boolean claimAll() throws IOException {
        @Nullable FileLock all = channel.tryLock(0, Long.MAX_VALUE, false);
        return all != null;
    }

    /** Gives up every slot that this process holds. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
