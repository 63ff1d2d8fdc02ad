package dev.procession.internal.handle;

import dev.procession.internal.codec.ClassFilter;
import dev.procession.internal.codec.ObjectCodec;
import dev.procession.process.ProcessionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The codec of this process for each session, and so the classes that it may decode there.
 *
 * <pre>
 *   the session's creator     {@link #use}: its builder
 *   a child of the creator    {@link #use}: its configuration
 *   a process that joins by name
 *                             {@link #join}: the file in the session's directory
 *   a process that gets a handle of a session that is none of these
 *                             its strict codec, if it has one; else the file in the session's directory
 * </pre>
 *
 * <p>The file lists the patterns, one a line, and is there before the directory can be found. A session that
 * decodes everything has none.
 *
 * <p>Thread safety: every method may be called from any thread. Apart from {@link SharedObjectFactory}, so that a
 * child which shares nothing loads nothing more.
 */
public final class SessionCodecs {
    private static final String FILE = "allow";

    private static final Map<Path, ObjectCodec> CODECS = new ConcurrentHashMap<>();
    /** Those of {@link #CODECS} that refuse classes, oldest first. */
    private static final List<ObjectCodec> STRICT = new CopyOnWriteArrayList<>();

    /** Number of joins of each session that this process joined by name. */
    private static final Map<Path, Integer> JOINS = new ConcurrentHashMap<>();

    private static final Map<List<String>, ObjectCodec> BY_PATTERNS = new ConcurrentHashMap<>();

    private SessionCodecs() {}

    /** For sessions that decode everything. */
    private static final class Lenient {
        static final ObjectCodec CODEC = ObjectCodec.create(HandleReducer.all());
    }

    /** This process, which made that session or is a child of it, decodes so. */
    public static void use(Path directory, ObjectCodec codec) {
        CODECS.put(directory, codec);
        if (codec.allowed() != null) {
            STRICT.add(codec);
        }
    }

    /** Forgets {@link #use}. */
    public static void forget(Path directory) {
        ObjectCodec codec = CODECS.remove(directory);
        if (codec != null) {
            STRICT.remove(codec);
        }
    }

    /** How this process decodes what is shared in the session in {@code directory}. */
    public static ObjectCodec of(Path directory) {
        ObjectCodec known = CODECS.get(directory);
        if (known != null) {
            return known;
        }
        Iterator<ObjectCodec> strict = STRICT.iterator();
        return strict.hasNext() ? strict.next() : published(directory);
    }

    /**
     * This process joins that session by its name, and decodes as the session says, unless it is its creator or a
     * child of it. Until as many calls of {@link #leave}.
     */
    public static synchronized void join(Path directory) {
        if (JOINS.containsKey(directory) || !CODECS.containsKey(directory)) {
            CODECS.put(directory, published(directory));
            JOINS.merge(directory, 1, Integer::sum);
        }
    }

    /** Takes back one {@link #join}. */
    public static synchronized void leave(Path directory) {
        Integer joins = JOINS.get(directory);
        if (joins != null && joins > 1) {
            JOINS.put(directory, joins - 1);
        } else if (joins != null) {
            JOINS.remove(directory);
            CODECS.remove(directory);
        }
    }

    /**
     * Writes the patterns of {@code codec} to a file for other processes; {@code directory} is that of a session which
     * cannot be found yet.
     */
    public static void publish(Path directory, ObjectCodec codec) {
        List<String> allowed = codec.allowed();
        if (allowed == null) {
            return;
        }
        try {
            Files.write(directory.resolve(FILE), allowed);
        } catch (IOException e) {
            throw new ProcessionException("session: cannot write its patterns into " + directory + " (" + e + ")", e);
        }
    }

    private static ObjectCodec published(Path directory) {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            return Lenient.CODEC;
        }
        try {
            return BY_PATTERNS.computeIfAbsent(
                    Files.readAllLines(file),
                    patterns -> ObjectCodec.create(HandleReducer.all(), ClassFilter.of(patterns)));
        } catch (NoSuchFileException e) {
            return Lenient.CODEC; // the session ends just now
        } catch (IOException | IllegalArgumentException e) {
            throw new ProcessionException("session: cannot read its patterns in " + file + " (" + e + ")", e);
        }
    }
}
