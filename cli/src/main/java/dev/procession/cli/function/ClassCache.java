package dev.procession.cli.function;

import dev.procession.cli.function.SourceCompiler.Unit;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compiled classes kept from run to run, since to start the compiler takes longer than most expressions. A file is
 * named by the hash of everything that went into it, and holds the hash of its own content; it is written aside and
 * renamed, so any number of runs may share the directory. What cannot be read, trusted or written is as good as not
 * there: nothing here fails.
 *
 * <p>The directory must be the user's own and closed to others, since what is in it will be run.
 */
public final class ClassCache {
    private static final String FORMAT = "procession classes 1";
    private static final String SUFFIX = ".classes";
    private static final int MAX_FILES = 256;
    private static final int HASH_BYTES = 32;

    private final Path directory;

    /** A cache in {@code directory}, which is made when it is first needed. */
    public ClassCache(Path directory) {
        this.directory = directory;
    }

    /**
     * The cache of this user: {@code procession/classes} below {@code XDG_CACHE_HOME}, else below {@code .cache} in
     * the home directory.
     */
    public static @Nullable ClassCache ofUser(Map<String, String> environment, String home) {
        String base = environment.getOrDefault("XDG_CACHE_HOME", "");
        if (base.isEmpty() || !Path.of(base).isAbsolute()) {
            if (home.isEmpty() || !Path.of(home).isAbsolute()) {
                return null;
            }
            base = home + "/.cache";
        }
        return new ClassCache(Path.of(base, "procession", "classes"));
    }

    /** The classes compiled from {@code units} against {@code classPath}; none if they are not here. */
    Map<String, byte[]> load(List<Unit> units, List<Path> classPath) {
        try {
            String key = key(units, classPath);
            if (key == null || !trusted()) {
                return Map.of();
            }
            Path file = directory.resolve(key + SUFFIX);
            return Files.exists(file) ? decode(Files.readAllBytes(file)) : Map.of();
        } catch (IOException | UnsupportedOperationException e) {
            return Map.of();
        }
    }

    /** Keeps {@code classes}, compiled from {@code units} against {@code classPath}. */
    void store(List<Unit> units, List<Path> classPath, Map<String, byte[]> classes) {
        try {
            String key = key(units, classPath);
            if (key == null) {
                return;
            }
            if (!Files.exists(directory)) {
                Files.createDirectories(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            if (trusted()) {
                makeRoom();
                Path aside = Files.createTempFile(directory, "new", ".tmp");
                Files.write(aside, encode(classes));
                Files.move(aside, directory.resolve(key + SUFFIX), StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException | UnsupportedOperationException e) {
            // The next run compiles again; that is all a cache can cost.
        }
    }

    private boolean trusted() throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        PosixFileAttributes attributes = Files.readAttributes(directory, PosixFileAttributes.class);
        String user = System.getProperty("user.name", "");
        return attributes.owner().getName().equals(user)
                && PosixFilePermissions.toString(attributes.permissions()).equals("rwx------");
    }

    /** Empties a directory that has grown beyond its limit: rare, and simpler than to find out what is old. */
    private void makeRoom() throws IOException {
        List<Path> files;
        try (Stream<Path> listed = Files.list(directory)) {
            files = listed.toList();
        }
        if (files.size() >= MAX_FILES) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
    }

    /**
     * The hash of all that goes into the classes; {@code null} when that cannot be told, as for a directory of
     * classes.
     */
    private static @Nullable String key(List<Unit> units, List<Path> classPath) throws IOException {
        MessageDigest digest = sha256();
        add(digest, FORMAT);
        add(digest, System.getProperty("java.vm.version", ""));
        for (Path entry : classPath) {
            if (!Files.isRegularFile(entry)) {
                return null;
            }
            add(digest, entry + " " + Files.size(entry) + " " + Files.getLastModifiedTime(entry));
        }
        for (Unit unit : units) {
            add(digest, unit.fileName());
            add(digest, unit.text());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void add(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_16BE); // Keeps lone surrogates apart, as UTF-8 would not.
        digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
    }

    private static byte[] encode(Map<String, byte[]> classes) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(classes.size());
        for (Map.Entry<String, byte[]> entry : classes.entrySet()) {
            out.writeUTF(entry.getKey());
            out.writeInt(entry.getValue().length);
            out.write(entry.getValue());
        }
        bytes.write(sha256().digest(bytes.toByteArray()));
        return bytes.toByteArray();
    }

    private static Map<String, byte[]> decode(byte[] bytes) throws IOException {
        int length = Math.max(0, bytes.length - HASH_BYTES);
        MessageDigest digest = sha256();
        digest.update(bytes, 0, length);
        if (!MessageDigest.isEqual(digest.digest(), Arrays.copyOfRange(bytes, length, bytes.length))) {
            return Map.of();
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 0, length));
        Map<String, byte[]> classes = new LinkedHashMap<>();
        for (int i = in.readInt(); i > 0; i--) {
            String name = in.readUTF();
            classes.put(name, in.readNBytes(in.readInt()));
        }
        return classes;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
