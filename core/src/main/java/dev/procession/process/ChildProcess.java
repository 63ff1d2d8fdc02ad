package dev.procession.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/**
 * A JVM of its own that runs one body and ends; Python's {@code multiprocessing.Process}.
 *
 * <p>Thread safety: every method may be called from any thread of the process that started the child; a
 * {@code ChildProcess} is not a value that can be sent to another process.
 *
 * <p>When the body returns, the child exits with code 0, after its non-daemon threads. When the body throws, the
 * trace is printed on the child's standard error, {@link #failure()} returns the exception, and the exit code is 1.
 * {@code System.exit(n)} exits with {@code n}.
 *
 * <p>When the parent dies, however it dies, the child ends with it, daemon or not. When the child is killed,
 * {@link #onExit()} completes at once with its decoded status. Processes that the child has started are killed when
 * it has ended, however it ended, unless {@link Builder#killDescendants} says otherwise.
 *
 * <p>The child ignores SIGINT, SIGTERM and SIGHUP, which come to a whole group of processes and are its parent's
 * business, unless its body installs a handler. {@link #terminate()} does what SIGTERM would do.
 *
 * @see
 *     <a href="https://docs.python.org/3/library/multiprocessing.html#process-and-exceptions">multiprocessing.Process</a>
 */
public interface ChildProcess extends AutoCloseable {

    /** The process id. */
    long pid();

    /** The name given to the builder, else {@code process-N}. */
    String name();

    /** Whether the process has not ended yet. */
    boolean isAlive();

    /**
     * Whether the child is ended at once when the session is closed, and does not keep this JVM alive. A child that
     * is not a daemon keeps this JVM alive as a non-daemon thread does, and closing the session waits for it, for a
     * bounded time.
     */
    boolean isDaemon();

    /**
     * Waits until the process has ended.
     *
     * @throws InterruptedException if the calling thread is interrupted while it waits; the child goes on
     */
    void join() throws InterruptedException;

    /**
     * Waits until the process has ended, or until {@code timeout} has passed; a zero or negative timeout only looks.
     *
     * @return whether the process has ended
     * @throws InterruptedException if the calling thread is interrupted while it waits; the child goes on
     */
    boolean join(Duration timeout) throws InterruptedException;

    /** The exit code; empty while the process is alive. */
    OptionalInt exitCode();

    /**
     * How the process ended.
     *
     * @throws IllegalStateException while the process is alive
     */
    ExitStatus exitStatus();

    /**
     * Completes when the process has ended. Completing or cancelling the returned future does not touch the process.
     */
    CompletableFuture<ExitStatus> onExit();

    /**
     * Asks the process to end as a JVM ends by SIGTERM: its shutdown hooks run, and its exit code is 143. A handler
     * of SIGTERM that the body has installed is run instead. Returns at once;
     * idempotent.
     */
    void terminate();

    /**
     * Kills the process and, unless {@link Builder#killDescendants} says otherwise, the processes it has started
     * (SIGKILL on POSIX systems). Returns at once; idempotent.
     */
    void kill();

    /**
     * Why the child failed: what its body threw, as it was thrown, or a
     * {@link dev.procession.process.ProcessionException} when it could not be started or was killed. Empty while the
     * process is alive and after it has ended with code 0.
     */
    Optional<Throwable> failure();

    /**
     * Terminates the process, waits a short grace, kills it if it still lives, and returns when it has ended.
     * Idempotent. A calling thread that is interrupted kills at once, and keeps its interrupt status.
     */
    @Override
    void close();

    /** Collects what a child process is started with. Not thread-safe. */
    interface Builder {

        /** The name for logs, messages and {@link WorkerContext#name()}. Default: {@code process-N}. */
        Builder name(String name);

        /** Whether the child is a daemon, see {@link ChildProcess#isDaemon()}. Default: {@code false}. */
        Builder daemon(boolean daemon);

        /** Options for the child's JVM, after those of the session and before the library's own. */
        Builder jvmOptions(String... options);

        /** Environment variables to add to those the child inherits. */
        Builder environment(Map<String, String> variables);

        /** The child's working directory. Default: this process's. */
        Builder workingDirectory(Path directory);

        /**
         * Whether the processes that the child has started, and those that these have started, are killed when it
         * ends, however it ends. On Linux they are found by an environment variable
         * that they inherit, also those that have gone to the background; elsewhere by the ids of their parents,
         * when the child is killed or its parent dies. Default: the session's choice
         * ({@link dev.procession.Procession.Builder#killDescendants}).
         */
        Builder killDescendants(boolean kill);

        /** Where the child's output goes. Default: the session's, which is {@link Output#FORWARD}. */
        Builder output(Output output);

        /**
         * Starts the process; returns when it is ready to run the body.
         *
         * @throws dev.procession.codec.CodecException if the body, or something it captures, cannot be encoded
         * @throws ProcessionException if the process cannot be started; the message carries what it printed
         * @throws SessionClosedException if the session is closed
         */
        ChildProcess start();
    }
}
