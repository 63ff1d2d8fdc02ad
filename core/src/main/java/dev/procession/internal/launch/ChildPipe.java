package dev.procession.internal.launch;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * This process's end of the pipe that is a standard stream of a child; it can be closed while a thread waits in
 * {@link #read(byte[])}, which the stream of a {@link Process} cannot: where another process has inherited the
 * other end, that thread would wait for as long as that process lives.
 *
 * <p>It is opened anew from what Linux shows of the child's open files, and takes the place of the stream of the
 * process, which is closed.
 *
 * <p>Thread safety: one thread reads; any thread may ask what is {@link #available()}, and close.
 */
final class ChildPipe extends InputStream {
    private final FileInputStream file;
    private final FileChannel channel;

    private ChildPipe(FileInputStream file) {
        this.file = file;
        channel = file.getChannel();
    }

    /**
     * The pipe that is open in {@code process} under this number; {@code stream}, the process's own, where it cannot
     * be had.
     */
    static InputStream of(Process process, int descriptor, InputStream stream) throws IOException {
        FileInputStream file;
        try {
            file = new FileInputStream("/proc/" + process.pid() + "/fd/" + descriptor);
        } catch (IOException | SecurityException e) {
            // Another system, or the process has ended.
            return stream;
        }
        // The thread that learns of the end of the process empties the stream into memory, under this lock, if it is
        // open then.
        synchronized (stream) {
            if (process.isAlive()) {
                stream.close();
                return new ChildPipe(file);
            }
        }
        file.close();
        return stream;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        return channel.read(ByteBuffer.wrap(buffer, offset, length));
    }

    @Override
    public int available() throws IOException {
        return file.available();
    }

    /** A thread that reads gets an {@link IOException}. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
