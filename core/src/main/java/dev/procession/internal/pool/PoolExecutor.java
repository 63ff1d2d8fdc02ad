package dev.procession.internal.pool;

import dev.procession.function.Task;
import dev.procession.function.VoidTask;
import dev.procession.internal.service.Log;
import dev.procession.internal.task.FunctionKind;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The {@link java.util.concurrent.ExecutorService} side of a pool, to the letter of its contract. */
abstract class PoolExecutor implements ProcessPool {
    private final PoolCore core;

    /**
     * What all facades of the pool lead to, and nothing else: when it is unreachable, the program has forgotten the
     * pool.
     */
    private final Object use;

    PoolExecutor(PoolCore core, Object use) {
        this.core = core;
        this.use = use;
    }

    Object use() {
        return use;
    }

    /**
     * Returns {@code made}; the pool is not forgotten before. The facade may be unreachable while its own methods
     * run.
     */
    @SuppressWarnings("ReachabilityFenceUsage") // when what is made fails, it does not matter what is forgotten
    final <T extends @Nullable Object> T inUse(T made) {
        Reference.reachabilityFence(use);
        return made;
    }

    PoolCore core() {
        return core;
    }

    /** Submits one call with this view's options. */
    abstract <R extends @Nullable Object> PoolFuture<R> submit(
            int kind,
            Object function,
            @Nullable Object first,
            @Nullable Object second,
            @Nullable Consumer<? super R> callback,
            @Nullable Consumer<? super Throwable> errorCallback);

    private <R extends @Nullable Object> PoolFuture<R> submit(int kind, Object function) {
        return submit(kind, function, null, null, null, null);
    }

    @Override
    public <R extends @Nullable Object> TaskFuture<R> submit(Task<R> task) {
        return submit(FunctionKind.CALLABLE, task);
    }

    @Override
    public TaskFuture<?> submit(VoidTask task) {
        return this.<@Nullable Object>submit(FunctionKind.RUNNABLE, task);
    }

    @Override
    public <R extends @Nullable Object> TaskFuture<R> submit(VoidTask task, R result) {
        return withResult(submit(FunctionKind.RUNNABLE, task), result);
    }

    @Override
    public <R extends @Nullable Object> TaskFuture<R> submit(Callable<R> task) {
        return submit(FunctionKind.CALLABLE, task);
    }

    @Override
    public TaskFuture<?> submit(Runnable task) {
        return this.<@Nullable Object>submit(FunctionKind.RUNNABLE, task);
    }

    @Override
    public <R extends @Nullable Object> TaskFuture<R> submit(Runnable task, R result) {
        return withResult(submit(FunctionKind.RUNNABLE, task), result);
    }

    private static <R extends @Nullable Object> TaskFuture<R> withResult(PoolFuture<@Nullable Object> done, R result) {
        PoolFuture<R> future = new PoolFuture<>();
        future.setCanceller(done::cancel);
        future.follow(done, result);
        return future;
    }

    @Override
    public void execute(VoidTask task) {
        execute((Runnable) task);
    }

    @Override
    public void execute(Runnable task) {
        var _ = submit(FunctionKind.RUNNABLE, task, null, null, null, failure -> {
            if (!(failure instanceof CancellationException)) {
                Log.warn("dev.procession.pool", "a task that was executed in " + core.name() + " failed", failure);
            }
        });
    }

    @Override
    public <T extends @Nullable Object> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks)
            throws InterruptedException {
        List<Future<T>> futures = submitAll(tasks);
        try {
            for (Future<T> future : futures) {
                awaitQuietly(future);
            }
        } catch (InterruptedException e) {
            cancelAll(futures);
            throw e;
        }
        return futures;
    }

    @Override
    public <T extends @Nullable Object> List<Future<T>> invokeAll(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit) throws InterruptedException {
        long deadline = System.nanoTime() + unit.toNanos(timeout);
        List<Future<T>> futures = submitAll(tasks);
        try {
            for (Future<T> future : futures) {
                try {
                    future.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (ExecutionException | CancellationException e) {
                    // It is done, which is all that is asked here.
                } catch (TimeoutException e) {
                    cancelAll(futures);
                    break;
                }
            }
        } catch (InterruptedException e) {
            cancelAll(futures);
            throw e;
        }
        return futures;
    }

    private <T extends @Nullable Object> List<Future<T>> submitAll(Collection<? extends Callable<T>> tasks) {
        List<Future<T>> futures = new ArrayList<>(tasks.size());
        try {
            for (Callable<T> task : tasks) {
                futures.add(submit(task));
            }
        } catch (RuntimeException e) {
            cancelAll(futures);
            throw e;
        }
        return futures;
    }

    private static void awaitQuietly(Future<?> future) throws InterruptedException {
        try {
            future.get();
        } catch (ExecutionException | CancellationException e) {
            // It is done, which is all that is asked here.
        }
    }

    private static <T extends @Nullable Object> void cancelAll(List<Future<T>> futures) {
        for (Future<T> future : futures) {
            future.cancel(true);
        }
    }

    @Override
    public <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> tasks)
            throws InterruptedException, ExecutionException {
        try {
            return invokeAny(tasks, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("292 years have passed", e);
        }
    }

    @Override
    public <T extends @Nullable Object> T invokeAny(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("invokeAny: tasks=0, at least one is needed");
        }
        long deadline = System.nanoTime() + unit.toNanos(timeout);
        LinkedBlockingQueue<PoolFuture<T>> done = new LinkedBlockingQueue<>();
        List<Future<T>> futures = new ArrayList<>(tasks.size());
        try {
            for (Callable<T> task : tasks) {
                PoolFuture<T> future = submit(FunctionKind.CALLABLE, task);
                futures.add(future);
                future.whenSettled(Runnable::run, end -> done.add(future));
            }
            ExecutionException last = null;
            for (int i = 0; i < futures.size(); i++) {
                PoolFuture<T> next = done.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (next == null) {
                    throw new TimeoutException("invokeAny: none of " + futures.size() + " tasks succeeded in time");
                }
                try {
                    return next.get();
                } catch (ExecutionException e) {
                    last = e;
                } catch (CancellationException e) {
                    last = new ExecutionException(e);
                }
            }
            throw last == null ? new ExecutionException(new IllegalStateException("no task")) : last;
        } finally {
            cancelAll(futures);
        }
    }
}
