package dev.procession.stress;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small file system in memory, for a session to live in, and a balloon that fills it. Only root can make one. */
final class SmallDisk implements AutoCloseable {
    private static final String SIZE = "64m";
    private static final byte[] PIECE = new byte[64 << 10];

    private final Path place;
    private final Path balloon;

    private SmallDisk(Path place) {
        this.place = place;
        balloon = place.resolve("balloon");
    }

    /**
     * Mounts one at {@code place}, an empty directory.
     *
     * @throws IOException if that is not possible
     */
    static SmallDisk mount(Path place) throws IOException {
        if (Proc.run("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "tmpfs", place.toString()) != 0) {
            throw new IOException("cannot mount a tmpfs at " + place + ": that takes root, and Linux");
        }
        return new SmallDisk(place);
    }

    Path place() {
        return place;
    }

    /** Fills it to the last byte. Returns when there was no room for one more, or when others got it. */
    void fill() {
        try (FileOutputStream file = new FileOutputStream(balloon.toFile())) {
            while (true) {
                file.write(PIECE);
            }
        } catch (IOException e) {
            // No room: that is what was wanted. The pages of half a piece count, too.
        }
    }

    /** Takes the balloon away; of no effect if there is none. */
    void deflate() {
        try {
            Files.deleteIfExists(balloon);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of what is there. */
    String[] names() {
        String[] names = place.toFile().list();
        return names == null ? new String[0] : names;
    }

    @Override
    public void close() {
        deflate();
        if (Proc.run("umount", place.toString()) != 0) {
            // Something there is open still: it goes when that is closed.
            int _ = Proc.run("umount", "-l", place.toString());
        }
    }
}
