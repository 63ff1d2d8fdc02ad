package dev.procession.internal.pool;

import dev.procession.internal.codec.Rethrow;
import dev.procession.pool.TaskOutcome;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The streams over one {@link ImapOperation}: sequential, of unknown size. The run is closed when the stream is
 * closed; at its end; when an exception comes out of an operation that goes through all of it; and otherwise, as
 * after {@code findFirst()}, which ends by asking no more, when the stream's spliterator,
 * which nothing else than its user and its pipeline refers to, is unreachable.
 */
final class OutcomeStream {
    private OutcomeStream() {}

    /** Failures are values. */
    static <A extends @Nullable Object, R extends @Nullable Object> Stream<TaskOutcome<A, R>> outcomes(
            ImapOperation<A, R> run) {
        return stream(run, new Outcomes<>(run));
    }

    /** A failure is thrown at its position; the next element can be asked for after it. */
    static <A extends @Nullable Object, R extends @Nullable Object> Stream<R> values(ImapOperation<A, R> run) {
        return stream(run, new Values<>(run));
    }

    private static <T extends @Nullable Object> Stream<T> stream(ImapOperation<?, ?> run, Sequential<T> elements) {
        // Without a reference to the spliterator or the run: a stream that is kept after its end keeps neither.
        WeakReference<ImapOperation<?, ?>> closing = new WeakReference<>(run);
        ImapAbandonment abandonment = run.abandonment();
        return StreamSupport.stream(elements, false).onClose(() -> {
            ImapOperation<?, ?> open = closing.get();
            if (open != null) {
                open.close();
            } else {
                abandonment.close();
            }
        });
    }

    /** Finds the streams that are unreachable; made, with its thread, for the first of them. */
    private static final class Abandonments {
        static final Cleaner CLEANER = Cleaner.create();

        private Abandonments() {}
    }

    /** What both have in common: they do not split. The run does not refer to them. */
    private abstract static class Sequential<T extends @Nullable Object> implements Spliterator<T> {
        private final ImapOperation<?, ?> run;
        final Cleaner.Cleanable abandonment;

        @SuppressWarnings("this-escape") // to the cleaner, which does not look at it
        Sequential(ImapOperation<?, ?> run) {
            this.run = run;
            abandonment = Abandonments.CLEANER.register(this, run.abandonment());
        }

        /** Gives the next element to {@code action}; returns whether there was one. */
        abstract boolean advance(Consumer<? super T> action);

        @Override
        public final boolean tryAdvance(Consumer<? super T> action) {
            try {
                boolean any = advance(action);
                if (!any) {
                    abandonment.clean();
                }
                return any;
            } finally {
                Reference.reachabilityFence(this);
            }
        }

        /** All of it; an exception ends it, be it an element's or of {@code action}. */
        @Override
        public final void forEachRemaining(Consumer<? super T> action) {
            boolean ended = false;
            try {
                while (tryAdvance(action)) {
                    // The next.
                }
                ended = true;
            } finally {
                if (!ended) {
                    run.close();
                }
            }
        }

        @Override
        public final @Nullable Spliterator<T> trySplit() {
            return null;
        }

        @Override
        public final long estimateSize() {
            return Long.MAX_VALUE;
        }

        @Override
        public final int characteristics() {
            return ORDERED;
        }
    }

    private static final class Outcomes<A extends @Nullable Object, R extends @Nullable Object>
            extends Sequential<TaskOutcome<A, R>> {
        private final ImapOperation<A, R> run;

        Outcomes(ImapOperation<A, R> run) {
            super(run);
            this.run = run;
        }

        @Override
        boolean advance(Consumer<? super TaskOutcome<A, R>> action) {
            TaskOutcome<A, R> next = run.next();
            if (next == null) {
                return false;
            }
            action.accept(next);
            return true;
        }
    }

    private static final class Values<A extends @Nullable Object, R extends @Nullable Object> extends Sequential<R> {
        private final ImapOperation<A, R> run;

        Values(ImapOperation<A, R> run) {
            super(run);
            this.run = run;
        }

        @Override
        @SuppressWarnings("NullAway") // a value is null only where R admits it
        boolean advance(Consumer<? super R> action) {
            TaskOutcome<A, R> next = run.next();
            if (next == null) {
                return false;
            }
            Throwable failure = next.failure();
            if (failure != null) {
                throw Rethrow.unchecked("the task", failure);
            }
            action.accept(next.value());
            return true;
        }
    }
}
