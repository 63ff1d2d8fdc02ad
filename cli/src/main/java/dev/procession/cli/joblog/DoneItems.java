package dev.procession.cli.joblog;

import dev.procession.cli.options.UsageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What a job log says is done: for each position, a fingerprint of the input that succeeded there, in pages of 16
 * KiB that exist where something is done. That is four bytes for each item, and no text, however long the inputs are.
 */
public final class DoneItems {
    private static final int PAGE_BITS = 12;
    private static final int PAGE_SIZE = 1 << PAGE_BITS;

    /** 2^42 items; a larger number in a log is no position. */
    private static final int MAX_PAGES = 1 << 30;

    private final Path file;
    private int[][] pages = new int[16][];
    private long endOffset;
    private long count;

    private DoneItems(Path file) {
        this.file = file;
    }

    /**
     * Reads the job log {@code file}. One that does not exist is empty; a last line without its end is not counted.
     *
     * @throws UsageException if it is no job log, or a line of it makes no sense
     */
    public static DoneItems read(Path file) throws IOException, UsageException {
        DoneItems items = new DoneItems(file);
        try (JobLogReader reader = JobLogReader.open(file)) {
            while (reader.next()) {
                items.set(reader.seq(), reader.succeeded() ? reader.fingerprint() : 0);
            }
            items.endOffset = reader.endOffset();
        }
        return items;
    }

    /** How many items are done. */
    public long count() {
        return count;
    }

    /** Where the last whole line ends. */
    long endOffset() {
        return endOffset;
    }

    /**
     * Whether {@code input} at position {@code index} is done.
     *
     * @throws UsageException if another input was done there
     */
    boolean isDone(long index, String input) throws UsageException {
        int page = (int) Math.min(index >> PAGE_BITS, MAX_PAGES);
        if (page >= pages.length || pages[page] == null) {
            return false;
        }
        int logged = pages[page][(int) index & (PAGE_SIZE - 1)];
        if (logged == 0) {
            return false;
        }
        byte[] field = JobLogFormat.inputField(input);
        if (JobLogFormat.fingerprint(field, 0, field.length) == logged) {
            return true;
        }
        throw new UsageException("--resume: item " + index + " is \"" + new String(field, StandardCharsets.UTF_8)
                + "\", but the job log \"" + file + "\" says \"" + loggedInput(index)
                + "\": the input has changed; give the input of that run, or leave out --resume to begin anew");
    }

    private void set(long index, int fingerprint) throws UsageException {
        if (index < 0 || index >> PAGE_BITS >= MAX_PAGES) {
            throw new UsageException("--joblog: file=\"" + file + "\" has Seq=" + index + ", which is no position");
        }
        int page = (int) (index >> PAGE_BITS);
        if (page >= pages.length) {
            pages = Arrays.copyOf(pages, Math.max(page + 1, pages.length * 2));
        }
        if (pages[page] == null) {
            pages[page] = new int[PAGE_SIZE];
        }
        int slot = (int) index & (PAGE_SIZE - 1);
        count += (fingerprint != 0 ? 1 : 0) - (pages[page][slot] != 0 ? 1 : 0);
        pages[page][slot] = fingerprint;
    }

    /** Reads the log again for the one text that is asked for, rather than keep them all. */
    private String loggedInput(long index) throws UsageException {
        String found = "";
        try (JobLogReader reader = JobLogReader.open(file)) {
            while (reader.next()) {
                if (reader.seq() == index) {
                    found = reader.input();
                }
            }
        } catch (IOException e) {
            return "(unreadable: " + e.getMessage() + ")";
        }
        return found;
    }
}
