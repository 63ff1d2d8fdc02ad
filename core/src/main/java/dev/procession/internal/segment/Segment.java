package dev.procession.internal.segment;

import dev.procession.internal.memory.CheckedWord;
import dev.procession.internal.memory.MappedWords;
import dev.procession.internal.memory.SharedWords;
import dev.procession.process.CorruptedSegmentException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A mapped file that processes share.
 *
 * <p>It is made under a temporary name, filled, and then linked to its own, so that it is whole when it can be found.
 * If the creator dies before, a file is left that the session's end removes, and the name is free. A segment that no
 * process opens before it learns the name is {@linkplain #createPrivate made} under its own name.
 *
 * <p>Thread safety: every method may be called from any thread. The mapping ends with {@link #close()}, or when
 * nothing of this process refers to its {@link #words()} any more.
 */
public final class Segment {
    private static final Cleaner CLEANER = Cleaner.create();
    /** Prefix of the names of segments that are not laid out yet, and of no other files. */
    private static final String TEMPORARY = "new-";

    private static final AtomicLong MADE = new AtomicLong();

    private final Path path;
    private final int kind;
    private final long id;
    private final MappedWords words;
    private final Cleaner.Cleanable mapping;

    private Segment(Path path, int kind, long id, MappedWords words, Cleaner.Cleanable mapping) {
        this.path = path;
        this.kind = kind;
        this.id = id;
        this.words = words;
        this.mapping = mapping;
    }

    /**
     * Makes a segment.
     *
     * @param bytes its length, header included
     * @param written the ranges that are committed at once; the rest by {@link #reserve}
     * @param layout lays out the structure; runs before another process can see the segment
     * @throws FileAlreadyExistsException if there is a file at {@code path}
     * @throws NoSpaceException if the file system has no space
     */
    public static Segment create(
            Path path, int kind, long id, long bytes, List<ByteRange> written, Consumer<? super SharedWords> layout)
            throws IOException {
        if (Files.exists(path)) {
            throw new FileAlreadyExistsException(path.toString());
        }
        // Two processes may have the same number if they live in different containers, hence the time.
        Path temporary = path.resolveSibling(TEMPORARY + ProcessHandle.current().pid() + "-" + MADE.getAndIncrement()
                + "-" + Long.toHexString(System.nanoTime()) + "-" + path.getFileName());
        try {
            SegmentFile.create(temporary, bytes, written);
            Segment segment = map(temporary, path, kind, id, bytes, true);
            try {
                layout.accept(segment.words);
                writeHeader(segment.words, kind, bytes, id);
                Files.createLink(path, temporary);
                return segment;
            } catch (Throwable t) {
                segment.close();
                throw t;
            }
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /**
     * Makes a segment under its final name, because no process opens it before it learns the name. The name contains
     * the creator, so that orphans can be attributed.
     *
     * @param written the number of its bytes that are committed at once
     * @throws FileAlreadyExistsException if there is a file at {@code path}
     * @throws NoSpaceException if the file system has no space
     */
    public static Segment createPrivate(Path path, int kind, long id, long bytes, long written) throws IOException {
        return orRemove(path, () -> {
            SegmentFile.create(path, bytes, ByteRange.first(written));
            Segment segment = map(path, path, kind, id, bytes, true);
            writeHeader(segment.words, kind, bytes, id);
            return segment;
        });
    }

    /**
     * As {@link #createPrivate}, of {@code parts} behind a header; they are written once, and nothing is mapped.
     *
     * @throws FileAlreadyExistsException if there is a file at {@code path}
     * @throws NoSpaceException if the file system has no space
     */
    public static void writePrivate(Path path, int kind, long id, List<MemorySegment> parts) throws IOException {
        List<MemorySegment> all = new ArrayList<>(parts);
        all.addFirst(MemorySegment.ofArray(new long[SegmentLayout.BYTES / Long.BYTES]));
        long bytes = all.stream().mapToLong(MemorySegment::byteSize).sum();
        writeHeader(new MappedWords(all.getFirst()), kind, bytes, id);
        orRemove(path, () -> {
            SegmentFile.write(path, all);
            return path;
        });
    }

    /** Makes a file. */
    private interface Making<T> {
        T make() throws IOException;
    }

    /** Removes a file that could not be completed; a file that existed before belongs to another and stays. */
    private static <T> T orRemove(Path path, Making<T> making) throws IOException {
        boolean failed = true;
        try {
            T made = making.make();
            failed = false;
            return made;
        } catch (FileAlreadyExistsException e) {
            failed = false;
            throw e;
        } finally {
            if (failed) {
                Files.deleteIfExists(path);
            }
        }
    }

    /**
     * Writes the header of a segment, or of a place in one, whose memory is all zeros before and laid out behind it.
     */
    public static void writeHeader(SharedWords words, int kind, long bytes, long id) {
        words.setPlain(SegmentLayout.KIND, CheckedWord.seal(kind));
        words.setPlain(SegmentLayout.SIZE, CheckedWord.seal(bytes));
        words.setPlain(SegmentLayout.ID, CheckedWord.seal(id));
        // SYNC magic-last: everything above is visible to a process that finds the magic
        words.setRelease(SegmentLayout.MAGIC, SegmentLayout.MAGIC_VALUE);
    }

    /**
     * Opens a segment that another process, or this one, made.
     *
     * @throws java.nio.file.NoSuchFileException if it is not there
     * @throws CorruptedSegmentException if it is not what a creator leaves
     */
    public static Segment open(Path path) throws IOException {
        return open(path, true);
    }

    /** As {@link #open}; what writes to its memory fails. */
    public static Segment openToRead(Path path) throws IOException {
        return open(path, false);
    }

    private static Segment open(Path path, boolean toWrite) throws IOException {
        long length = Files.size(path);
        if (length < SegmentLayout.BYTES) {
            throw damaged(path, "bytes=" + length + ", must be at least " + SegmentLayout.BYTES);
        }
        Segment raw = map(path, path, 0, 0, length, toWrite);
        // SYNC magic-last: everything the creator stored before is visible
        long magic = raw.words.getAcquire(SegmentLayout.MAGIC);
        if (magic != SegmentLayout.MAGIC_VALUE) {
            raw.close();
            throw damaged(
                    path,
                    "magic=" + Long.toHexString(magic) + ", must be "
                            + Long.toHexString(SegmentLayout.MAGIC_VALUE)
                            + "; two versions of procession-core share a session, or"
                            + " something else wrote here");
        }
        long kind = raw.words.getPlain(SegmentLayout.KIND);
        long size = raw.words.getPlain(SegmentLayout.SIZE);
        long id = raw.words.getPlain(SegmentLayout.ID);
        boolean sound = CheckedWord.isValid(kind) && CheckedWord.isValid(size) && CheckedWord.isValid(id);
        if (!sound || CheckedWord.value(size) != length || CheckedWord.value(kind) > Integer.MAX_VALUE) {
            raw.close();
            throw damaged(path, "header kind=" + kind + ", size=" + size + ", id=" + id + ", file length=" + length);
        }
        return new Segment(path, (int) CheckedWord.value(kind), CheckedWord.value(id), raw.words, raw.mapping);
    }

    private static CorruptedSegmentException damaged(Path path, String what) {
        return new CorruptedSegmentException("segment " + path + " is damaged: " + what);
    }

    private static Segment map(Path file, Path path, int kind, long id, long bytes, boolean toWrite)
            throws IOException {
        MappingLimit.PROCESS.take();
        @SuppressWarnings("MustBeClosed") // by close(), or by the cleaner
        Arena arena = Arena.ofShared();
        Unmap unmap = new Unmap(arena);
        try {
            MemorySegment memory = SegmentFile.map(file, bytes, toWrite, arena);
            MappedWords words = new MappedWords(memory);
            return new Segment(path, kind, id, words, CLEANER.register(words, unmap));
        } catch (IOException | RuntimeException | Error e) { // a full address space comes as an error
            unmap.run();
            throw e;
        }
    }

    /**
     * Has {@code action} run once nothing of this process refers to {@code words}; it must not refer to them itself.
     */
    public static void whenUnreachable(MappedWords words, Runnable action) {
        CLEANER.register(words, action);
    }

    /** Commits memory for a range. @throws NoSpaceException if the file system has no space */
    public void reserve(long from, long upTo) {
        SegmentFile.reserve(path, from, Math.min(upTo, words.size()));
    }

    /** Its memory. */
    public MappedWords words() {
        return words;
    }

    /** The kind of its contents. */
    public int kind() {
        return kind;
    }

    /** Its number in the session. */
    public long id() {
        return id;
    }

    /** Its file. */
    public Path path() {
        return path;
    }

    /** Unmaps it here; what is used of it afterwards throws {@link IllegalStateException}. Idempotent. */
    public void close() {
        mapping.clean();
    }

    /** Removes the file; existing mappings stay valid. */
    public void delete() {
        FileRemoval.delete(path);
    }

    /** Runs once; must not refer to what it waits for. */
    private record Unmap(Arena arena) implements Runnable {
        @Override
        public void run() {
            arena.close();
            MappingLimit.PROCESS.giveBack();
        }
    }
}
