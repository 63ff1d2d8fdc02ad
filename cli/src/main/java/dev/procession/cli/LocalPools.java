package dev.procession.cli;

import dev.procession.pool.PoolOptions;
import dev.procession.process.ProcessionException;
import java.nio.file.Path;
import java.util.List;

/** Pools of this machine. The only class of the command line that knows the facade. */
final class LocalPools implements PoolOpener {
    @Override
    public Lease open(PoolOptions options, List<Path> classPath) {
        throw new ProcessionException("this build has no local backend: there is nothing to start workers with");
    }
}
