package dev.procession.function;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A {@link UnaryOperator} that can be sent to another process and may throw checked exceptions: a {@link Fn} from a
 * type to itself.
 *
 * @param <A> the type of argument and result
 */
@FunctionalInterface
public interface Op<A extends @Nullable Object> extends Fn<A, A>, UnaryOperator<A> {
    @Override
    default A apply(A argument) {
        return Fn.super.apply(argument);
    }
}
