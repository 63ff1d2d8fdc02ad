package dev.procession.cli;

import dev.procession.cli.input.ItemText;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Static methods that every expression of {@code procession map} can call by their bare names. They run in the
 * workers.
 */
public final class Helpers {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int MAX_QUOTED_BYTES = 4_096;

    private Helpers() {}

    /**
     * The SHA-256 of a file's content in lower-case hexadecimal, as {@code sha256sum} prints it.
     *
     * @throws IOException if the file cannot be read
     */
    public static String sha256(Path file) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * All lines of a UTF-8 file.
     *
     * @throws IOException if the file cannot be read, or is not UTF-8
     */
    public static List<String> lines(Path file) throws IOException {
        return Files.readAllLines(file);
    }

    /**
     * The whole content of a UTF-8 file.
     *
     * @throws IOException if the file cannot be read, or is not UTF-8
     */
    public static String read(Path file) throws IOException {
        return Files.readString(file);
    }

    /**
     * The path an input names, byte for byte. {@code Path.of} does the same for names in the locale's encoding, and
     * refuses all others.
     */
    public static Path path(String name) {
        if (File.separatorChar != '/' || (!ItemText.hasEscape(name) && isAscii(name))) {
            return Path.of(name);
        }
        // The one way to a path that goes by bytes: a file URI's escapes are taken as they are.
        Path here = Path.of("").toAbsolutePath();
        StringBuilder uri = new StringBuilder("file://");
        if (!name.startsWith("/")) {
            uri.append(here.toUri().getRawPath());
            uri.append(uri.charAt(uri.length() - 1) == '/' ? "" : "/");
        }
        HexFormat hex = HexFormat.of().withUpperCase();
        for (byte b : ItemText.encode(name)) {
            if (b == '/') {
                uri.append('/');
            } else {
                uri.append('%').append(hex.toHexDigits(b));
            }
        }
        Path absolute = Path.of(URI.create(uri.toString()));
        return name.startsWith("/") ? absolute : here.relativize(absolute);
    }

    private static boolean isAscii(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) > 0x7E) {
                return false;
            }
        }
        return true;
    }

    /**
     * Runs a command and returns its standard output without the last newline. One argument is a line for
     * {@code /bin/sh}; several are a program and its arguments, which no shell gets to see. Standard input is empty.
     *
     * @throws IOException if the command cannot be started or ends with an exit status other than 0; the message
     *     has the status and the end of its standard error
     * @throws InterruptedException if interrupted; the command has been killed
     */
    public static String sh(String... command) throws IOException, InterruptedException {
        List<String> words = command.length == 1 ? List.of("/bin/sh", "-c", command[0]) : List.of(command);
        Process process = new ProcessBuilder(words).start();
        try {
            process.getOutputStream().close();
            byte[][] errors = new byte[1][];
            Thread errorReader = Thread.ofVirtual().start(() -> errors[0] = drain(process.getErrorStream()));
            String output = text(process.getInputStream().readAllBytes());
            errorReader.join();
            int status = process.waitFor();
            if (status != 0) {
                throw new IOException("sh: command=\"" + String.join(" ", command) + "\", exit=" + status + "; stderr: "
                        + text(errors[0]).strip());
            }
            return output.endsWith("\n") ? output.substring(0, output.length() - 1) : output;
        } finally {
            process.destroyForcibly();
        }
    }

    /** Reads to the end and keeps the last bytes. */
    private static byte[] drain(InputStream in) {
        byte[] kept = new byte[0];
        try (in) {
            byte[] buffer = new byte[MAX_QUOTED_BYTES];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                byte[] all = new byte[kept.length + count];
                System.arraycopy(kept, 0, all, 0, kept.length);
                System.arraycopy(buffer, 0, all, kept.length, count);
                int surplus = Math.max(0, all.length - MAX_QUOTED_BYTES);
                kept = Arrays.copyOfRange(all, surplus, all.length);
            }
        } catch (IOException e) {
            return ("(unreadable: " + e.getMessage() + ")").getBytes(StandardCharsets.UTF_8);
        }
        return kept;
    }

    private static String text(byte[] bytes) {
        return ItemText.decode(bytes, 0, bytes.length);
    }
}
