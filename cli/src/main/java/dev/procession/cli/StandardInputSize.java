package dev.procession.cli;

import dev.procession.cli.input.FileItemCount;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many items standard input holds, where it is a regular file: counted aside, for the progress only. */
final class StandardInputSize {
    private volatile long items = -1;

    private StandardInputSize() {}

    /** Starts to count. To be called before anything is read, since that is where the count begins. */
    static StandardInputSize start(byte delimiter) throws IOException {
        StandardInputSize size = new StandardInputSize();
        if (Files.isRegularFile(Path.of("/dev/stdin"))) {
            // Not to be closed: it is the process's own standard input.
            FileChannel file = new FileInputStream(FileDescriptor.in).getChannel();
            long position = file.position();
            Thread thread = new Thread(() -> size.count(file, position, delimiter), "procession-count");
            thread.setDaemon(true);
            thread.start();
        }
        return size;
    }

    private void count(FileChannel file, long position, byte delimiter) {
        try {
            items = FileItemCount.count(file, position, delimiter);
        } catch (IOException e) {
            // The total stays unknown until the input has been read.
        }
    }

    /** The number of items; -1 while, or if, it is not known. */
    long items() {
        return items;
    }
}
