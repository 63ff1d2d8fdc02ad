package dev.procession.internal.proxy;

import dev.procession.function.Task;
import dev.procession.pool.PoolOptions;
import dev.procession.shared.SharedPool;
import java.nio.file.Path;

/**
 * Makes a pool where the manager lives.
 *
 * @param directory the directory of the manager's session
 * @param file the manager's file in it
 * @param options what the pool is made with
 */
record ManagedPoolFactory(String directory, String file, PoolOptions options) implements Task<SharedPool> {
    @Override
    public SharedPool call() {
        return new ManagedPool(ConnectionRegistry.of(new ManagerConnection.Key(Path.of(directory), file))
                .startPool(options));
    }
}
