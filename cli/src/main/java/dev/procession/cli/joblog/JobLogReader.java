package dev.procession.cli.joblog;

import dev.procession.cli.options.UsageException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads a job log line by line, without making a text of what is not asked for. */
final class JobLogReader implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path file;
    private final InputStream in;
    private final int[] fieldStart = new int[JobLogFormat.INPUT + 1];
    private byte[] line = new byte[1 << 10];
    private int length;
    private long lineNumber;
    private long endOffset;

    private JobLogReader(Path file, InputStream in) {
        this.file = file;
        this.in = in;
    }

    /** Opens a log; one that does not exist, or is empty, has no lines. */
    static JobLogReader open(Path file) throws IOException, UsageException {
        JobLogReader reader;
        try {
            reader = new JobLogReader(file, new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES));
        } catch (NoSuchFileException e) {
            return new JobLogReader(file, InputStream.nullInputStream());
        }
        if (reader.readLine() && !reader.text(0, reader.length).equals(JobLogFormat.HEADER)) {
            String first = reader.text(0, Math.min(reader.length, 60));
            reader.close();
            throw new UsageException(
                    "--joblog: file=\"" + file + "\" is no job log of this version: its first line is \"" + first
                            + "\", wanted=\"" + JobLogFormat.HEADER + "\"; name another file");
        }
        if (!reader.readLine()) {
            reader.endOffset = 0; // Died before the header was whole: begin anew.
        }
        return reader;
    }

    /** Goes to the next whole line; false at the end. */
    boolean next() throws IOException, UsageException {
        if (!readLine()) {
            return false;
        }
        int field = 1;
        for (int i = 0; i < length && field < fieldStart.length; i++) {
            if (line[i] == '\t') {
                fieldStart[field++] = i + 1;
            }
        }
        if (field < fieldStart.length) {
            throw bad();
        }
        return true;
    }

    long seq() throws UsageException {
        try {
            return Long.parseLong(text(0, fieldStart[1] - 1));
        } catch (NumberFormatException e) {
            throw bad();
        }
    }

    boolean succeeded() {
        int start = fieldStart[JobLogFormat.RESULT];
        return text(start, fieldStart[JobLogFormat.RESULT + 1] - 1).equals(JobLogFormat.OK);
    }

    int fingerprint() {
        int start = fieldStart[JobLogFormat.INPUT];
        return JobLogFormat.fingerprint(line, start, length - start);
    }

    /** The input as it stands in the log. */
    String input() {
        return text(fieldStart[JobLogFormat.INPUT], length);
    }

    /** Where the last whole line ends. */
    long endOffset() {
        return endOffset;
    }

    private boolean readLine() throws IOException {
        length = 0;
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n') {
                endOffset += length + 1;
                lineNumber++;
                return true;
            }
            if (length == line.length) {
                line = Arrays.copyOf(line, length * 2);
            }
            line[length++] = (byte) b;
        }
        return false;
    }

    private String text(int start, int end) {
        return new String(line, start, end - start, StandardCharsets.UTF_8);
    }

    private UsageException bad() {
        return new UsageException("--joblog: file=\"" + file + "\", line=" + lineNumber
                + " is no line of a job log; repair it, or leave out --resume to begin anew");
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
