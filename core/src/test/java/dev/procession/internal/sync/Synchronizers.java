package dev.procession.internal.sync;

import dev.procession.sync.OwnerDeath;
import dev.procession.sync.ProcessBarrier;
import dev.procession.sync.ProcessEvent;
import dev.procession.sync.ProcessLatch;
import dev.procession.sync.ProcessLock;
import dev.procession.sync.ProcessSemaphore;

/** Where the synchronizers of a contract test come from; each call makes a new one. */
interface Synchronizers extends AutoCloseable {
    ProcessLock lock(OwnerDeath policy);

    default ProcessLock lock() {
        return lock(OwnerDeath.RELEASE);
    }

    ProcessSemaphore semaphore(int permits);

    ProcessLatch latch(int count);

    ProcessBarrier barrier(int parties);

    ProcessEvent event();

    @Override
    void close();
}
