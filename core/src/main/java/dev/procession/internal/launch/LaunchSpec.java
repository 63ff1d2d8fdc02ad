package dev.procession.internal.launch;

import dev.procession.process.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one JVM is started with.
 *
 * @param id the number of the child in its session
 * @param jvmOptions options after those of the session
 * @param maxHeapBytes the heap limit; 0 for a slice
 * @param slices among how many such JVMs the machine is shared
 * @param environment variables to add after those of the session
 * @param workingDirectory {@code null} for this process's
 * @param output where standard output and error go
 * @param input what the JVM finds on standard input, followed by its end
 */
public record LaunchSpec(
        int id,
        List<String> jvmOptions,
        long maxHeapBytes,
        int slices,
        Map<String, String> environment,
        @Nullable Path workingDirectory,
        Output output,
        Input input) {

    /**
     * What a process reads. It is asked for once the process runs: what is slow to make is made while the JVM boots.
     */
    @FunctionalInterface
    public interface Input {
        /** The bytes; an {@link IOException} ends the process. */
        byte[] bytes() throws IOException;
    }
}
