package dev.procession.internal.supervise;

import dev.procession.internal.control.StartFrame;
import dev.procession.process.Output;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a child.
 *
 * @param name its name in messages
 * @param once whether it runs one call and ends as a program does
 * @param jvmOptions options after those of the session
 * @param maxHeapBytes the heap limit; 0 for a slice
 * @param slices the number of such JVMs among which the machine is shared
 * @param environment variables to add after those of the session
 * @param workingDirectory {@code null} for this process's
 * @param output where standard output and error go; {@code null} for the session's choice
 * @param killDescendants whether the processes that it has started end when it does; {@code null} for the session's
 *     choice
 * @param start the frame that it reads before it is ready
 */
public record ChildSpec(
        String name,
        boolean once,
        List<String> jvmOptions,
        long maxHeapBytes,
        int slices,
        Map<String, String> environment,
        @Nullable Path workingDirectory,
        @Nullable Output output,
        @Nullable Boolean killDescendants,
        StartFrame start) {}
