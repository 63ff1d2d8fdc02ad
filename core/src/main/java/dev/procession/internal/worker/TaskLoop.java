package dev.procession.internal.worker;

import dev.procession.internal.classes.WorkerClassLoaders;
import dev.procession.internal.codec.ByteSource;
import dev.procession.internal.codec.FailureCodec;
import dev.procession.internal.codec.HeapSink;
import dev.procession.internal.codec.HeapSource;
import dev.procession.internal.codec.ObjectCodec;
import dev.procession.internal.message.RecordReceiver;
import dev.procession.internal.message.RecordSender;
import dev.procession.internal.task.Claims;
import dev.procession.internal.task.LargeArgumentStore;
import dev.procession.internal.task.OutcomeRecord;
import dev.procession.internal.task.TaskChannel;
import dev.procession.internal.task.TaskRecord;
import dev.procession.internal.task.TaskThread;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Runs the elements that the parent puts into the ring of tasks, one after another, and puts the outcome of each
 * into the ring of outcomes before it begins the next: whatever an element does to this process, the outcomes before it
 * are known to the parent.
 *
 * <p>Thread safety: for the one thread that runs tasks.
 */
final class TaskLoop {
    /** The exit code after a task ran out of memory. */
    private static final int EXIT_OUT_OF_MEMORY = 52;

    private final LargeArgumentStore store;
    private final RecordReceiver tasks;
    private final RecordSender outcomes;
    private final Claims claims;
    private final ObjectCodec codec;
    private final FailureCodec failures;
    private final TaskInterrupter gate;
    private final WorkerClassLoaders loaders;
    private final String name;
    private final OutcomeRecord outcome = new OutcomeRecord();
    private final @Nullable CachedFunction[] kept = new CachedFunction[TaskRecord.FUNCTION_SLOTS];
    private long startedNanos;

    TaskLoop(
            TaskChannel channel,
            LargeArgumentStore store,
            ObjectCodec codec,
            TaskInterrupter gate,
            WorkerClassLoaders loaders,
            String name) {
        this.store = store;
        tasks = channel.taskInbox();
        outcomes = channel.outcomeOutbox();
        claims = channel.claims();
        this.codec = codec;
        this.failures = new FailureCodec(codec);
        this.gate = gate;
        this.loaders = loaders;
        this.name = name;
    }

    /**
     * Runs tasks until there will be no more.
     *
     * @throws IOException if a class loader cannot be made for a function's classes
     */
    void run() throws IOException {
        TaskThread.begin();
        while (true) {
            tasks.awaitNext();
            int kind = tasks.kind();
            if (kind == TaskRecord.END) {
                return;
            }
            if (kind == TaskRecord.FUNCTION) {
                HeapSource source = tasks.readToKeep();
                kept[source.getInt()] = keep(source);
            } else if (kind == TaskRecord.FORGET) {
                kept[tasks.read().getInt()] = null;
            } else {
                HeapSource source = tasks.read();
                startedNanos = System.nanoTime();
                run(source);
            }
        }
    }

    private CachedFunction keep(HeapSource source) throws IOException {
        int kind = source.getByte();
        boolean volatileLoader = source.getByte() != 0;
        ClassLoader loader = loaders.forBatch(source.getInt(), volatileLoader);
        return new CachedFunction(codec, kind, loader, source);
    }

    private void run(HeapSource source) throws IOException {
        int element = source.getInt();
        int count = source.getInt();
        int place = source.getInt();
        CachedFunction function = place == TaskRecord.INLINE ? inline(source) : kept[place];
        if (function == null) {
            throw new IllegalStateException("task record: no function at place " + place);
        }
        Thread.currentThread().setContextClassLoader(function.loader());
        for (int i = 0; i < count; i++) {
            int length = source.getInt();
            boolean aside = length == TaskRecord.OUT_OF_LINE;
            HeapSource arguments = source.slice(aside ? TaskRecord.ASIDE_BYTES : length);
            if (claims.begin(element)) {
                run(element, function, arguments, aside);
            }
            element = Claims.after(element, 1);
        }
    }

    private CachedFunction inline(HeapSource source) throws IOException {
        int kind = source.getByte();
        boolean volatileLoader = source.getByte() != 0;
        ClassLoader loader = loaders.forBatch(source.getInt(), volatileLoader);
        return new CachedFunction(codec, kind, loader, source.slice(source.getInt()));
    }

    private void run(int element, CachedFunction function, HeapSource arguments, boolean aside) {
        Object value = null;
        Throwable thrown = null;
        if (gate.begin(element)) {
            try {
                value = aside ? callAside(function, arguments) : function.call(arguments);
            } catch (Throwable t) { // a task may throw anything, and all of it is its caller's to know
                thrown = t;
            } finally {
                gate.end();
            }
        } else {
            thrown = new CancellationException("cancelled before it began");
        }
        report(element, value, thrown);
    }

    private @Nullable Object callAside(CachedFunction function, HeapSource place) throws Throwable {
        ByteSource arguments = store.open(place.getLong(), place.getLong());
        try {
            return function.call(arguments);
        } finally {
            arguments.close();
        }
    }

    private void report(int element, @Nullable Object value, @Nullable Throwable thrown) {
        Throwable failure = thrown;
        if (failure == null) {
            try {
                codec.encode(value, outcome.begin(element));
                put(0);
                return;
            } catch (Throwable t) { // a result that cannot be encoded is that element's failure only
                failure = t;
            }
        }
        // A thread of the JVM's or the user's may have met the same end of memory, and not have survived it.
        boolean ending = failure instanceof OutOfMemoryError;
        HeapSink body = outcome.begin(element);
        failures.encode(failure, name, ProcessHandle.current().pid(), body);
        put(ending ? OutcomeRecord.FAILED | OutcomeRecord.ENDING : OutcomeRecord.FAILED);
        if (ending) {
            Runtime.getRuntime().halt(EXIT_OUT_OF_MEMORY);
        }
    }

    private void put(int kind) {
        long now = System.nanoTime();
        outcome.setNanos(now - startedNanos);
        startedNanos = now;
        outcomes.put(kind, outcome);
        outcome.reset();
    }
}
