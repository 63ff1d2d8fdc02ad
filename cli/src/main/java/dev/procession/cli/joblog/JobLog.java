package dev.procession.cli.joblog;

import dev.procession.cli.input.ItemText;
import dev.procession.cli.options.UsageException;
import dev.procession.cli.report.FailureKind;
import dev.procession.pool.TaskOutcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Appends to the job log, each outcome in one write: a process that dies loses at most the line it was about to
 * write. The file is locked, so that two runs cannot mix. Used by one thread.
 */
public final class JobLog implements AutoCloseable {
    private final FileChannel channel;
    private final Clock clock;

    private JobLog(FileChannel channel, Clock clock) {
        this.channel = channel;
        this.clock = clock;
    }

    /**
     * Opens the job log {@code file}: anew, or to go on with what is there.
     *
     * @param resumed what was read from it before, to go on; {@code null} to begin anew
     * @throws UsageException if another run has it open
     */
    public static JobLog open(Path file, @Nullable DoneItems resumed, Clock clock) throws IOException, UsageException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (!lock(channel)) {
                throw new UsageException(
                        "--joblog: file=\"" + file + "\" is in use by another run; wait for it or name another");
            }
            JobLog log = new JobLog(channel, clock);
            long end = resumed == null ? 0 : resumed.endOffset();
            channel.truncate(end); // A line that a crash cut short goes.
            channel.position(end);
            if (end == 0) {
                log.append(JobLogFormat.HEADER + "\n" + JobLogFormat.COLUMNS + "\n");
            }
            return log;
        } catch (IOException | UsageException e) {
            channel.close();
            throw e;
        }
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** Appends the outcome of the item at {@code index}. */
    public void append(long index, TaskOutcome<String, String> outcome) throws IOException {
        Throwable failure = outcome.failure();
        String result = JobLogFormat.OK;
        String exit = "0";
        if (failure != null) {
            result = FailureKind.of(failure).label();
            OptionalInt status = FailureKind.exitStatus(failure);
            exit = status.isPresent() ? Integer.toString(status.getAsInt()) : "-";
        }
        append(index + "\t" + clock.instant().minus(outcome.elapsed()) + "\t"
                + outcome.elapsed().toMillis() + "\t" + result + "\t" + exit + "\t" + outcome.attempts() + "\t"
                + (outcome.worker().isEmpty() ? "-" : JobLogFormat.escape(outcome.worker())) + "\t"
                + JobLogFormat.escape(outcome.input()) + "\n");
    }

    private void append(String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(ItemText.encode(line));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
