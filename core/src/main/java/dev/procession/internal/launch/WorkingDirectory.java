package dev.procession.internal.launch;

import dev.procession.internal.service.Log;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Where children run: where they are told to, else where this JVM was started, by its name; so a directory that was
 * removed and made again is the new one. A JVM does not start in a directory that is gone: then children run in
 * {@code java.io.tmpdir}, or in the user's or the root directory.
 *
 * <p>Thread safety: every method may be called from any thread.
 */
final class WorkingDirectory {
    private final AtomicBoolean isSaid = new AtomicBoolean();

    /**
     * The directory for {@link ProcessBuilder#directory(File)}; {@code null} for this process's own.
     *
     * @throws NoDirectoryException if {@code told} is no directory
     */
    @Nullable
    File choose(@Nullable Path told) throws NoDirectoryException {
        if (told != null) {
            check(told);
            return told.toAbsolutePath().toFile();
        }
        File ofParent = new File("").getAbsoluteFile();
        if (ofParent.isDirectory()) {
            return ofParent;
        }
        if (!isGone()) {
            return null;
        }
        for (String name : List.of(
                System.getProperty("java.io.tmpdir", ""), System.getProperty("user.home", ""), File.separator)) {
            File other = new File(name);
            if (other.isAbsolute() && other.isDirectory()) {
                say(ofParent, other);
                return other;
            }
        }
        return null;
    }

    /**
     * Returns if a child can be started there.
     *
     * @throws NoDirectoryException if not, with the reason
     */
    static void check(Path told) throws NoDirectoryException {
        if (!Files.isDirectory(told)) {
            throw new NoDirectoryException("working directory=" + told.toAbsolutePath()
                    + (Files.exists(told) ? " is no directory" : " does not exist")
                    + "; make it before, or give another to workingDirectory(…)");
        }
    }

    /**
     * Whether there is no way to a directory that this process is in; it may also be hidden from it by permissions,
     * which does no harm.
     */
    private static boolean isGone() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/cwd")).toString().endsWith(" (deleted)");
        } catch (IOException | UnsupportedOperationException e) {
            return true;
        }
    }

    private void say(File gone, File other) {
        if (isSaid.compareAndSet(false, true)) {
            Log.warn(
                    "dev.procession.launch",
                    "the working directory " + gone + " is gone: child processes run in " + other
                            + "; workingDirectory(…) says another");
        }
    }
}
