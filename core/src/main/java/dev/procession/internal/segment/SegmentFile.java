package dev.procession.internal.segment;

import dev.procession.process.ProcessionException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The files under segments. Every byte that will be touched is written first: a JVM that touches memory mapped over a
 * hole of a file is killed if the file system is full (SIGBUS), while a write that finds it full is an error like any
 * other.
 */
final class SegmentFile {
    private static final byte[] ZEROS = new byte[64 << 10];

    private SegmentFile() {}

    /** Makes a file of {@code bytes}, of which those {@code written} are committed. */
    static void create(Path path, long bytes, List<ByteRange> written) throws IOException {
        Files.createFile(path, OwnerOnly.file());
        // Not through a channel: an interrupt of the calling thread would close that.
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            for (ByteRange range : written) {
                zero(path, file, range.from(), Math.min(bytes, range.upTo()));
            }
            file.setLength(bytes);
        }
    }

    /** Makes a file of {@code parts}. */
    static void write(Path path, List<MemorySegment> parts) throws IOException {
        Files.createFile(path, OwnerOnly.file());
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            // A piece that stays in the processor's cache: a file takes bytes from an array of bytes only.
            byte[] piece = new byte[ZEROS.length];
            for (MemorySegment part : parts) {
                for (long at = 0; at < part.byteSize(); at += piece.length) {
                    int count = (int) Math.min(piece.length, part.byteSize() - at);
                    MemorySegment.copy(part, at, MemorySegment.ofArray(piece), 0, count);
                    file.write(piece, 0, count);
                }
            }
        } catch (IOException e) {
            checkRoom(path, parts.stream().mapToLong(MemorySegment::byteSize).sum(), e);
            throw e;
        }
    }

    /**
     * Commits a range of a file that exists: a file that was removed cannot be opened to write to it.
     */
    static void reserve(Path path, long from, long upTo) {
        try {
            uninterrupted(path, channel -> {
                ByteBuffer zeros = ByteBuffer.wrap(ZEROS);
                for (long at = from; at < upTo; at += zeros.position()) {
                    channel.write(zeros.clear().limit((int) Math.min(ZEROS.length, upTo - at)), at);
                }
                return channel;
            });
        } catch (NoSuchFileException e) {
            throw new ProcessionException("shared memory: cannot extend " + path + ": it was removed", e);
        } catch (IOException e) {
            checkRoom(path, upTo - from, e);
            throw new ProcessionException("shared memory: cannot extend " + path + " (" + e + ")", e);
        }
    }

    private static void zero(Path path, RandomAccessFile file, long from, long upTo) throws IOException {
        try {
            file.seek(from);
            for (long at = from; at < upTo; at += ZEROS.length) {
                file.write(ZEROS, 0, (int) Math.min(ZEROS.length, upTo - at));
            }
        } catch (IOException e) {
            checkRoom(path, upTo - from, e);
            throw e;
        }
    }

    /** Throws {@link NoSpaceException} if {@code bytes} could not be written because the file system is full. */
    private static void checkRoom(Path path, long bytes, IOException e) {
        long free = path.toAbsolutePath().resolveSibling("").toFile().getUsableSpace();
        if (free < bytes) {
            throw new NoSpaceException(path, bytes, free, e);
        }
    }

    static MemorySegment map(Path path, long bytes, boolean toWrite, Arena arena) throws IOException {
        FileChannel.MapMode mode = toWrite ? FileChannel.MapMode.READ_WRITE : FileChannel.MapMode.READ_ONLY;
        return uninterrupted(path, channel -> channel.map(mode, 0, bytes, arena));
    }

    /** An operation on an open file, which may be repeated. */
    private interface Use<T> {
        T with(FileChannel channel) throws IOException;
    }

    /** Uses a file that is there; whatever interrupts, which would close the channel. */
    private static <T> T uninterrupted(Path path, Use<T> use) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                interrupted |= Thread.interrupted();
                try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                    return use.with(channel);
                } catch (ClosedByInterruptException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
