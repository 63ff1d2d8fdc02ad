package dev.procession.pool;

/**
 * The counters of a pool at one moment; they are read one after another while it works.
 *
 * <p>A task is a single one or an element of a {@code map} or {@code imap}.
 *
 * @param workers how many workers the pool is to have
 * @param idle how many of them are ready and have nothing to do
 * @param busy how many run a task
 * @param queued how many tasks wait for a worker
 * @param assigned how many tasks workers have, running or about to
 * @param completed how many tasks have ended with a result
 * @param failed how many tasks have ended without one, crashed and timed out ones included, cancelled ones not
 * @param cancelled how many tasks were cancelled
 * @param retried how many attempts were made again
 * @param crashed how many tasks lost their worker
 * @param started how many worker processes were ready
 */
public record PoolStats(
        int workers,
        int idle,
        int busy,
        long queued,
        long assigned,
        long completed,
        long failed,
        long cancelled,
        long retried,
        long crashed,
        long started) {}
