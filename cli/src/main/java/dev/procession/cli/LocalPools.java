package dev.procession.cli;

import dev.procession.Procession;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.PoolStats;
import dev.procession.pool.ProcessPool;
import dev.procession.process.Output;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Pools of this machine. The only class of the command line that knows the facade. */
final class LocalPools implements PoolOpener {
    @Override
    public Lease open(PoolOptions options, List<Path> classPath) {
        Procession session = Procession.builder()
                .classPath(classPath)
                .output(Output.FORWARD_TO_ERROR)
                // The command ends at once when it is asked to; a run that ends by itself has nothing left to wait
                // for.
                .closeTimeout(Duration.ZERO)
                .build();
        return new Local(session, session.pool(options));
    }

    private record Local(Procession session, ProcessPool pool) implements Lease {
        @Override
        public void close() {
            PoolStats stats = pool.stats();
            if (stats.queued() + stats.assigned() == 0) {
                // All is done: what tasks have printed is waited for.
                pool.close();
            } else {
                pool.terminate();
            }
            session.close();
        }
    }
}
