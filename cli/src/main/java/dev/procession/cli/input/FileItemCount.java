package dev.procession.cli.input;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Counts the items of a regular file beforehand, to show progress, without moving the file's position. */
public final class FileItemCount {
    private static final int BUFFER_BYTES = 1 << 18;

    private FileItemCount() {}

    /** How many items {@code file} holds from {@code position} on. */
    public static long count(FileChannel file, long position, byte delimiter) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        long count = 0;
        boolean open = false;
        int read = file.read(buffer, position);
        while (read > 0) {
            byte[] bytes = buffer.array();
            for (int i = 0; i < read; i++) {
                count += bytes[i] == delimiter ? 1 : 0;
            }
            open = bytes[read - 1] != delimiter;
            position += read;
            read = file.read(buffer.clear(), position);
        }
        return open ? count + 1 : count;
    }
}
