package dev.procession.internal.codec;

/**
 * A failure as it arrived from another process.
 *
 * @param throwable the original exception where it could be encoded there and decoded here, else a
 *     {@link dev.procession.pool.RemoteTaskException} made from what is known of it
 * @param className the class name of the original
 * @param rendered the original's trace, as the other process would have printed it
 * @param original whether {@code throwable} is the original
 * @param worker the name of the worker it happened in
 * @param pid the process it happened in
 */
public record RemoteFailure(
        Throwable throwable, String className, String rendered, boolean original, String worker, long pid) {}
