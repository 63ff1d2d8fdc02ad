package dev.procession.channel;

/**
 * Two connections, each of which receives what is sent at the other. Of a simplex pipe, left only receives and
 * right only sends.
 *
 * @param left one end
 * @param right the other end
 * @param <T> the objects sent
 */
public record Pipe<T>(Connection<T> left, Connection<T> right) {}
