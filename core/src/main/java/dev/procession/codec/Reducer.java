package dev.procession.codec;

import java.io.Serializable;

/**
 * Teaches the library to send a type that is not {@link Serializable}, or that should travel in another form;
 * Python's {@code copyreg}.
 *
 * <p>The surrogate that {@link #reduce} returns travels in the value's place, and its {@code readResolve()} makes
 * the value again on the other side, so that the receiving process needs nothing but the surrogate's class:
 *
 * {@snippet :
 * record PathText(String text) implements Serializable {
 *     Object readResolve() { return Path.of(text); }
 * }
 * }
 *
 * <p>Reducers for {@link java.util.Optional} and its primitive forms and for {@link java.nio.file.Path} are built in.
 *
 * <p>Thread safety: called from any thread, by several at once.
 *
 * @param <T> the type reduced; values of its subclasses are reduced as well
 */
public interface Reducer<T> {

    /** The class or interface whose instances this reducer takes. */
    Class<T> type();

    /** Returns what travels in {@code value}'s place. */
    Serializable reduce(T value);
}
