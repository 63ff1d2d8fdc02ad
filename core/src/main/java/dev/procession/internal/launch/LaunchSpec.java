package dev.procession.internal.launch;

import dev.procession.process.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of the start of one JVM.
 *
 * @param id the number of the child in its session
 * @param jvmOptions options after those of the session
 * @param maxHeapBytes the heap limit; 0 for a slice
 * @param slices the number of such JVMs among which the machine is shared
 * @param environment variables to add after those of the session
 * @param workingDirectory {@code null} for this process's
 * @param output where standard output and error go
 * @param input the contents of the JVM's standard input, followed by its end
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
     * The input of a process. It is asked for once the process runs, so that slow input is made while the JVM boots.
     */
    @FunctionalInterface
    public interface Input {
        /** The bytes; an {@link IOException} ends the process. */
        byte[] bytes() throws IOException;
    }
}
