package dev.procession.internal.launch;

import dev.procession.internal.liveness.HostedSession;
import dev.procession.internal.segment.FileRemoval;
import dev.procession.internal.service.Log;
import dev.procession.process.ProcessionException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The class path of a child of a class path: this library first, then the parent's class path and module path, or
 * what the session's creator gave in their place. Where the parent's is an archive with jars within it, what these
 * hold is copied out before the first child starts. What is on neither, such as the
 * classes of a source-launcher program or of a web application, is shipped on demand.
 *
 * <p>Thread safety: every method may be called from any thread.
 */
final class WorkerClassPath {
    private static final String NESTED_COPY = "procession-core.jar";
    private static final String ARCHIVE_COPY = "archive";

    private final Path sessionDirectory;
    private final @Nullable List<Path> given;
    private @Nullable String text;

    /** The class path of one session's children; {@code given} replaces this process's. */
    WorkerClassPath(Path sessionDirectory, @Nullable List<Path> given) {
        this.sessionDirectory = sessionDirectory;
        this.given = given;
    }

    /** As the JVM takes it. */
    synchronized String text() {
        if (text == null) {
            text = String.join(File.pathSeparator, entries());
        }
        return text;
    }

    private List<String> entries() {
        List<String> entries = new ArrayList<>();
        entries.add(library(sessionDirectory).toString());
        if (given != null) {
            entries.addAll(absolute(given));
            return entries;
        }
        entries.addAll(ofThisProcess());
        entries.addAll(ofLoader());
        if (library() == null) {
            entries.addAll(ofArchive());
        }
        return entries;
    }

    /**
     * The entries of the archive that contains this library; empty where it is in another kind of archive, or there is
     * no space for a copy.
     */
    private List<String> ofArchive() {
        // On the disk and not in shared memory if there is one: it is as large as the application.
        Path place = HostedSession.spill(sessionDirectory).orElse(sessionDirectory);
        Path copy = place.resolve(ARCHIVE_COPY);
        try {
            NestedArchive archive = NestedArchive.of(System.getProperty("java.class.path", ""));
            if (archive == null) {
                return List.of();
            }
            checkRoom(place);
            return archive.unpack(copy);
        } catch (IOException e) {
            FileRemoval.delete(copy);
            Log.warn(
                    "dev.procession.launch",
                    "cannot copy the jars within " + System.getProperty("java.class.path") + " to "
                            + copy + " (" + e + "): workers fetch classes one by one, and lack resources,"
                            + " services and native libraries; set java.io.tmpdir, or run the application extracted");
            return List.of();
        }
    }

    private static void checkRoom(Path place) throws IOException {
        long needed = 2 * new File(System.getProperty("java.class.path", "")).length();
        long free = place.toFile().getUsableSpace();
        if (needed > free) {
            throw new IOException("bytes needed=" + needed + ", free=" + free);
        }
    }

    /** Where this library's own classes are: a jar, or a directory in a development tree. */
    static Path library(Path sessionDirectory) {
        URL location = location();
        Path path = local(location);
        return path != null ? path : unpack(location, sessionDirectory.resolve(NESTED_COPY));
    }

    /** Where this library's own classes are, if a class path can name that. */
    static @Nullable Path library() {
        return local(location());
    }

    private static URL location() {
        CodeSource source = WorkerClassPath.class.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            throw new ProcessionException(
                    "worker class path: the class loader does not tell where procession-core is; put it on"
                            + " the class path");
        }
        return source.getLocation();
    }

    private static @Nullable Path local(URL location) {
        if (!location.getProtocol().equals("file")) {
            return null;
        }
        try {
            return Path.of(new URI(location.toString()));
        } catch (URISyntaxException e) {
            return Path.of(location.getPath());
        }
    }

    /** A jar inside another, as in a Spring Boot archive, which a plain class path cannot name. */
    private static Path unpack(URL nested, Path copy) {
        try {
            if (!Files.exists(copy)) {
                Path partial = copy.resolveSibling(NESTED_COPY + ".part");
                try (InputStream jar = nested.openStream()) {
                    Files.copy(jar, partial);
                }
                Files.move(partial, copy);
            }
            return copy;
        } catch (IOException e) {
            throw new ProcessionException(
                    "worker class path: cannot copy procession-core out of " + nested + " (" + e + ")", e);
        }
    }

    /** Whether this library is a part of the run-time image, as {@code jlink} makes it, and so has no file. */
    static boolean isInImage() {
        return location().getProtocol().equals("jrt");
    }

    /** The entries after the library's own. */
    static List<String> ofThisProcess() {
        List<String> entries = entries("java.class.path");
        entries.addAll(entries("jdk.module.path"));
        return entries;
    }

    /**
     * The jars and directories of the loader this library is in, if that is not the JVM's own: of
     * {@code mvn exec:java}, or of a web application.
     */
    private static List<String> ofLoader() {
        List<String> entries = new ArrayList<>();
        if (WorkerClassPath.class.getClassLoader() instanceof URLClassLoader loader) {
            for (URL url : loader.getURLs()) {
                Path path = local(url);
                if (path != null) {
                    entries.add(path.toString());
                }
            }
        }
        return entries;
    }

    /** Paths as a child, whose working directory may be another, finds them. */
    static List<String> absolute(List<Path> paths) {
        List<String> entries = new ArrayList<>();
        for (Path path : paths) {
            entries.add(path.toAbsolutePath().toString());
        }
        return entries;
    }

    /**
     * The entries of the path that this system property has, from where this JVM was started. On a class path an
     * empty entry is that directory, as it is for the JVM; all of it may be empty only in a JVM without a main
     * module.
     */
    static List<String> entries(String property) {
        String path = System.getProperty(property, "");
        boolean isClassPath = property.equals("java.class.path");
        return entries(path, isClassPath && (!path.isEmpty() || System.getProperty("jdk.module.main") == null));
    }

    static List<String> entries(String path, boolean isEmptyHere) {
        List<String> entries = new ArrayList<>();
        int from = 0;
        while (from <= path.length()) {
            int to = path.indexOf(File.pathSeparatorChar, from);
            to = to < 0 ? path.length() : to;
            if (to > from || isEmptyHere) {
                entries.add(new File(path.substring(from, to)).getAbsolutePath());
            }
            from = to + 1;
        }
        return entries;
    }
}
