package dev.procession.cli;

import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import java.nio.file.Path;
import java.util.List;

/** Where a run gets its pool from. */
interface PoolOpener {

    /** A pool whose workers have {@code classPath} and the library on their class path. */
    Lease open(PoolOptions options, List<Path> classPath);

    /** A pool, and all that has to end with it. */
    interface Lease extends AutoCloseable {
        ProcessPool pool();

        /** Ends the workers, whatever they are doing. */
        @Override
        void close();
    }
}
