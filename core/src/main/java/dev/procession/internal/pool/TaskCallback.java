package dev.procession.internal.pool;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The callbacks of one task, of which one runs when the task has ended. */
final class TaskCallback<R extends @Nullable Object> implements Consumer<TaskCompletion<R>> {
    private final @Nullable Consumer<? super R> callback;
    private final @Nullable Consumer<? super Throwable> errorCallback;
    private volatile boolean refused;

    TaskCallback(@Nullable Consumer<? super R> callback, @Nullable Consumer<? super Throwable> errorCallback) {
        this.callback = callback;
        this.errorCallback = errorCallback;
    }

    /** The submission of the task failed, and its caller knows: neither runs. */
    void refuse() {
        refused = true;
    }

    @Override
    public void accept(TaskCompletion<R> end) {
        if (refused) {
            return;
        }
        if (end.failure() == null && !end.cancelled()) {
            if (callback != null) {
                callback.accept(end.value());
            }
        } else if (errorCallback != null) {
            errorCallback.accept(end.thrown());
        }
    }
}
