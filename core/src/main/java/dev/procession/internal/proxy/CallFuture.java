package dev.procession.internal.proxy;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The future of a call; cancelling it, or completing it otherwise than by the reply, takes the call back, or
 * interrupts it.
 */
final class CallFuture<T extends @Nullable Object> extends CompletableFuture<T> {
    private final Consumer<? super T> unwanted;
    private volatile boolean arrived;

    /**
     * A future of a call.
     *
     * @param canceller run if it is completed by anything but the reply, such as a timeout
     * @param unwanted gets a result that came too late for that
     */
    @SuppressWarnings("this-escape") // nobody completes it before its creator has it
    CallFuture(Runnable canceller, Consumer<? super T> unwanted) {
        this.unwanted = unwanted;
        CompletableFuture<?> _ = whenComplete((result, failure) -> {
            if (!arrived) {
                canceller.run();
            }
        });
    }

    /** Settles it by what came, in a thread of its own: dependents are the user's. */
    void settle(@Nullable Reply reply, @Nullable RuntimeException lost, Function<? super Reply, ? extends T> reader) {
        Thread.ofVirtual().name("procession-stage").start(() -> {
            if (!isDone()) {
                arrived = true;
            }
            try {
                if (reply == null) {
                    completeExceptionally(lost);
                } else if (reply.isCancelled()) {
                    super.cancel(false);
                } else {
                    Throwable failure = reply.failure();
                    if (failure == null) {
                        T result = reader.apply(reply);
                        if (!complete(result)) {
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
