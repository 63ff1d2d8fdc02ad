package dev.procession.cli;

import dev.procession.Procession;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.process.Output;
import java.nio.file.Path;
import java.util.List;

/** Pools of this machine. The only class of the command line that knows the facade. */
final class LocalPools implements PoolOpener {
    @Override
    public Lease open(PoolOptions options, List<Path> classPath) {
        Procession session = Procession.builder()
                .classPath(classPath)
                .output(Output.FORWARD_TO_ERROR)
                .build();
        return new Local(session, session.pool(options));
    }

    private record Local(Procession session, ProcessPool pool) implements Lease {
        @Override
        public void close() {
            pool.terminate();
            session.close();
        }
    }
}
