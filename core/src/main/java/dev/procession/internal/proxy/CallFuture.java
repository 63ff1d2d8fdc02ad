package dev.procession.internal.proxy;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The future of a call; cancelling it takes the call back, or interrupts it. */
final class CallFuture<T extends @Nullable Object> extends CompletableFuture<T> {
    private final Runnable canceller;
    private final Consumer<? super T> unwanted;

    /** A future whose cancellation runs {@code canceller}; a result that comes all the same goes to {@code unwanted}. */
    CallFuture(Runnable canceller, Consumer<? super T> unwanted) {
        this.canceller = canceller;
        this.unwanted = unwanted;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (cancelled) {
            canceller.run();
        }
        return cancelled;
    }

    /** Settles it by what came, in a thread of its own: dependents are the user's. */
    void settle(@Nullable Reply reply, @Nullable RuntimeException lost, Function<? super Reply, ? extends T> reader) {
        Thread.ofVirtual().name("procession-stage").start(() -> {
            try {
                if (reply == null) {
                    completeExceptionally(lost);
                } else if (reply.isCancelled()) {
                    super.cancel(false);
                } else {
                    Throwable failure = reply.failure();
                    if (failure == null) {
                        T result = reader.apply(reply);
                        if (!complete(result) && isCancelled()) {
                            unwanted.accept(result);
                        }
                    } else {
                        completeExceptionally(failure);
                    }
                }
            } catch (Throwable t) { // whatever the classes of a result do here is this call's failure
                completeExceptionally(t);
            }
        });
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }
}
