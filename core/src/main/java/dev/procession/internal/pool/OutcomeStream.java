package dev.procession.internal.pool;

import dev.procession.internal.codec.Rethrow;
import dev.procession.pool.TaskOutcome;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The streams over one {@link ImapRun}: sequential, of unknown size, closing the run when they are closed. */
final class OutcomeStream {
    private OutcomeStream() {}

    /** Failures are values. */
    static <A extends @Nullable Object, R extends @Nullable Object> Stream<TaskOutcome<A, R>> outcomes(
            ImapRun<A, R> run) {
        return stream(run, new Outcomes<>(run));
    }

    /** A failure is thrown at its position; the next element can be asked for after it. */
    static <A extends @Nullable Object, R extends @Nullable Object> Stream<R> values(ImapRun<A, R> run) {
        return stream(run, new Values<>(run));
    }

    private static <T extends @Nullable Object> Stream<T> stream(ImapRun<?, ?> run, Spliterator<T> elements) {
        return StreamSupport.stream(elements, false).onClose(run::close);
    }

    /** What both have in common: they do not split. */
    private abstract static class Sequential<T extends @Nullable Object> implements Spliterator<T> {
        @Override
        public @Nullable Spliterator<T> trySplit() {
            return null;
        }

        @Override
        public long estimateSize() {
            return Long.MAX_VALUE;
        }

        @Override
        public int characteristics() {
            return ORDERED;
        }
    }

    private static final class Outcomes<A extends @Nullable Object, R extends @Nullable Object>
            extends Sequential<TaskOutcome<A, R>> {
        private final ImapRun<A, R> run;

        Outcomes(ImapRun<A, R> run) {
            this.run = run;
        }

        @Override
        public boolean tryAdvance(Consumer<? super TaskOutcome<A, R>> action) {
            TaskOutcome<A, R> next = run.next();
            if (next == null) {
                return false;
            }
            action.accept(next);
            return true;
        }
    }

    private static final class Values<A extends @Nullable Object, R extends @Nullable Object> extends Sequential<R> {
        private final ImapRun<A, R> run;

        Values(ImapRun<A, R> run) {
            this.run = run;
        }

        @Override
        @SuppressWarnings("NullAway") // a value is null only where R admits it
        public boolean tryAdvance(Consumer<? super R> action) {
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
