package dev.procession.internal.local;

import dev.procession.codec.Reducer;
import dev.procession.process.Output;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a session is made of; the facade's builder fills it.
 *
 * @param directory where its directory is made; {@code null} for the usual places
 * @param classPath replaces this process's class path in the children; {@code null} to keep it
 * @param jvmOptions options of every child's JVM
 * @param environment variables added to every child's environment
 * @param reducers how to send what is not serializable
 * @param output where the children's output goes
 * @param useAotCache whether children start from an ahead-of-time cache
 * @param closeTimeout how long closing lets what runs finish
 */
public record SessionOptions(
        @Nullable Path directory,
        @Nullable List<Path> classPath,
        List<String> jvmOptions,
        Map<String, String> environment,
        List<Reducer<?>> reducers,
        Output output,
        boolean useAotCache,
        Duration closeTimeout) {}
