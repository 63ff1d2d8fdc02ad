package dev.procession.internal.local;

import dev.procession.function.VoidTask;
import dev.procession.internal.supervise.ChildEnvironment;
import dev.procession.process.ChildProcess;
import dev.procession.process.Output;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Collects what a child process is started with. Not thread-safe. */
final class LocalChildBuilder implements ChildProcess.Builder {
    private final ChildEnvironment runtime;
    private final Consumer<LocalChildProcess> starter;
    private final Consumer<LocalChildProcess> onEnd;
    private final VoidTask body;
    private final AtomicInteger names;
    /** The facade, which must stay reachable until the process is started. */
    private final @Nullable Object facade;

    private @Nullable String name;
    private boolean daemon;
    private List<String> jvmOptions = List.of();
    private Map<String, String> environment = Map.of();
    private @Nullable Path workingDirectory;
    private @Nullable Output output;
    private @Nullable Boolean killDescendants;

    /**
     * Of a child that runs {@code body}.
     *
     * @param starter begins a child that is made
     * @param onEnd gets a child that has ended
     * @param names numbers children without a name
     * @param facade is kept until the child is started
     */
    LocalChildBuilder(
            ChildEnvironment runtime,
            Consumer<LocalChildProcess> starter,
            Consumer<LocalChildProcess> onEnd,
            VoidTask body,
            AtomicInteger names,
            @Nullable Object facade) {
        this.runtime = runtime;
        this.starter = starter;
        this.onEnd = onEnd;
        this.body = Objects.requireNonNull(body);
        this.names = names;
        this.facade = facade;
    }

    @Override
    public ChildProcess.Builder name(String childName) {
        name = Objects.requireNonNull(childName);
        return this;
    }

    @Override
    public ChildProcess.Builder daemon(boolean isDaemon) {
        daemon = isDaemon;
        return this;
    }

    @Override
    public ChildProcess.Builder jvmOptions(String... options) {
        jvmOptions = List.of(options);
        return this;
    }

    @Override
    public ChildProcess.Builder environment(Map<String, String> variables) {
        environment = Map.copyOf(new HashMap<>(variables));
        return this;
    }

    @Override
    public ChildProcess.Builder workingDirectory(Path directory) {
        workingDirectory = Objects.requireNonNull(directory);
        return this;
    }

    @Override
    public ChildProcess.Builder output(Output where) {
        output = Objects.requireNonNull(where);
        return this;
    }

    @Override
    public ChildProcess.Builder killDescendants(boolean kill) {
        killDescendants = kill;
        return this;
    }

    @Override
    public ChildProcess start() {
        String given = name == null ? "process-" + names.incrementAndGet() : name;
        try {
            LocalChildProcess child = new LocalChildProcess(
                    runtime,
                    onEnd,
                    body,
                    given,
                    daemon,
                    jvmOptions,
                    environment,
                    workingDirectory,
                    output,
                    killDescendants);
            starter.accept(child);
            return child;
        } finally {
            Reference.reachabilityFence(facade);
        }
    }
}
