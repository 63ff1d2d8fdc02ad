package dev.procession.internal.launch;

import dev.procession.internal.segment.FileRemoval;
import dev.procession.internal.segment.OwnerOnly;
import dev.procession.internal.service.Log;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The ahead-of-time cache of the library's own classes, which cuts the start of a child: one file per JDK build,
 * library jar and collector, in the user's cache directory, made in the background by the first session that finds
 * none.
 *
 * <p>Everything about it is optional: where it is missing, does not fit or cannot be made, children start without
 * it, silently. The JVM itself checks that the jar is the one the cache was made from, by path, size and time; the
 * file's name follows the same. Writers use names of their own and rename, so that no reader sees half a file.
 *
 * @see <a href="https://openjdk.org/jeps/514">JEP 514: Ahead-of-Time Command-Line Ergonomics</a>
 */
final class AotCache {
    private static final int CACHES_KEPT = 8;
    private static final long STALE_MILLIS = TimeUnit.HOURS.toMillis(1);

    /**
     * Part of the names of this JVM's unfinished files that tells them from others': processes in different containers
     * may have the same number, and the same cache directory.
     */
    private static final String WRITER = ProcessHandle.current().pid() + "-" + Long.toHexString(System.nanoTime())
            + Integer.toHexString(System.identityHashCode(AotCache.class));

    private final Path library;
    private final Path file;
    private @Nullable Process step;
    private @Nullable Thread publisher;
    private boolean closed;

    AotCache(Path library, Path file) {
        this.library = library;
        this.file = file;
    }

    /** The cache for {@code library}; {@code null} where there can be none, as for a directory of classes. */
    static @Nullable AotCache of(Path library) {
        File jar = library.toFile();
        if (!jar.isFile()) {
            return null;
        }
        String identity = System.getProperty("java.vm.version")
                + '|'
                + System.getProperty("java.vendor.version")
                + '|'
                + System.getProperty("java.home")
                + '|'
                + System.getProperty("os.arch")
                + '|'
                + jar.getPath()
                + '|'
                + jar.length()
                + '|'
                + jar.lastModified();
        Path directory = userCacheDirectory();
        if (!directory.isAbsolute()) {
            // A user without an entry in the passwd file, whose home is "?".
            return null;
        }
        return new AotCache(library, directory.resolve("worker-serial-" + fnv1a(identity) + ".aot"));
    }

    /** Adds what makes a JVM use the cache, if it is there. */
    void addUse(List<String> options) {
        if (file.toFile().exists()) {
            options.add("-XX:AOTCache=" + file);
            // Without these a cache that does not fit would be announced on the child's standard output.
            options.add("-Xlog:aot=off");
            options.add("-Xlog:aot*=off");
            options.add("-Xlog:cds=off");
            options.add("-Xlog:cds*=off");
        }
    }

    /**
     * Starts a JVM that runs the library once and records what it loads; when it has ended, another writes the cache.
     *
     * @param scratch an empty directory for the JVM to play in, which the caller removes
     */
    synchronized void build(String javaExecutable, String mainClass, Path scratch) {
        if (closed || publisher != null || file.toFile().exists()) {
            return;
        }
        try {
            makeDirectory();
            removeOld();
            Files.createDirectories(scratch, OwnerOnly.directory());
            Path partial = partial();
            if (Files.exists(partial)) {
                return;
            }
            Path recording = recording(partial);
            Process recorder = start(
                    javaExecutable,
                    List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + recording, mainClass, scratch.toString()));
            step = recorder;
            List<String> assembly =
                    List.of("-XX:AOTMode=create", "-XX:AOTConfiguration=" + recording, "-XX:AOTCache=" + partial);
            publisher = Thread.ofPlatform()
                    .daemon()
                    .name("procession-aot")
                    .start(() -> publish(recorder, javaExecutable, assembly, partial));
        } catch (IOException e) {
            log("cannot build " + file, e);
        }
    }

    /**
     * Starts a JVM with what both steps share: a cache fits the JVM that was started as the one that made it. Both
     * are children of this process. The JVM's way of making a cache in one step starts the second JVM from the
     * first, and a second one that was just being started would outlive {@link #close()}.
     */
    private Process start(String javaExecutable, List<String> options) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                javaExecutable,
                "-cp",
                library.toString(),
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-XX:ActiveProcessorCount=1",
                "-Xlog:disable");
        builder.command().addAll(options);
        // The cache is the same whatever they say; and an agent in them has its port or file already.
        builder.environment().keySet().removeAll(OptionVariables.NAMES);
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        return builder.start();
    }

    private void publish(Process recorder, String javaExecutable, List<String> assembly, Path partial) {
        try {
            if (recorder.waitFor() == 0 && assemble(javaExecutable, assembly) && Files.exists(partial)) {
                Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            log("cannot build " + file, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            FileRemoval.delete(partial);
            FileRemoval.delete(recording(partial));
        }
    }

    private boolean assemble(String javaExecutable, List<String> assembly) throws IOException, InterruptedException {
        Process assembler;
        synchronized (this) {
            if (closed) {
                return false;
            }
            assembler = start(javaExecutable, assembly);
            step = assembler;
        }
        return assembler.waitFor() == 0;
    }

    /** Ends the building, if it goes on: the next session starts it again. */
    void close() {
        synchronized (this) {
            closed = true;
            if (step != null) {
                step.destroyForcibly();
            }
        }
        await();
    }

    /** Waits until no building goes on; returns whether the cache is there. */
    boolean await() {
        Thread building;
        synchronized (this) {
            building = publisher;
        }
        boolean interrupted = false;
        while (building != null && building.isAlive()) {
            try {
                building.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return file.toFile().exists();
    }

    private static Path recording(Path partial) {
        return partial.resolveSibling(partial.getFileName() + ".config");
    }

    private Path partial() {
        return file.resolveSibling(file.getFileName() + ".part" + WRITER);
    }

    private void makeDirectory() throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null && !Files.isDirectory(directory)) {
            Files.createDirectories(directory, OwnerOnly.directory());
        }
    }

    /**
     * Removes the files of builds that were killed together with their parent, and the caches of jars that were
     * replaced long ago.
     */
    private void removeOld() throws IOException {
        long now = System.currentTimeMillis();
        List<Path> caches = new ArrayList<>();
        try (var files = Files.newDirectoryStream(file.getParent(), "worker-*.aot*")) {
            for (Path found : files) {
                boolean partial = found.toString().contains(".aot.part");
                if (partial && found.toFile().lastModified() < now - STALE_MILLIS) {
                    FileRemoval.delete(found);
                } else if (!partial) {
                    caches.add(found);
                }
            }
        }
        caches.sort(Comparator.comparingLong(cache -> -cache.toFile().lastModified()));
        for (Path old : caches.subList(Math.min(CACHES_KEPT, caches.size()), caches.size())) {
            FileRemoval.delete(old);
        }
    }

    private static Path userCacheDirectory() {
        String home = System.getProperty("user.home");
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String xdg = System.getenv("XDG_CACHE_HOME");
        String local = System.getenv("LOCALAPPDATA");
        if (xdg != null && xdg.startsWith("/")) {
            return Path.of(xdg, "procession");
        }
        if (os.startsWith("mac")) {
            return Path.of(home, "Library", "Caches", "procession");
        }
        if (os.startsWith("windows") && local != null) {
            return Path.of(local, "procession");
        }
        return Path.of(home, ".cache", "procession");
    }

    /**
     * FNV-1a in 64 bits: a name for a file, not a proof of anything, and far cheaper at start-up than a message
     * digest.
     */
    private static String fnv1a(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return Long.toHexString(hash);
    }

    private static void log(String what, Exception e) {
        Log.debug("dev.procession.launch", what, e);
    }
}
