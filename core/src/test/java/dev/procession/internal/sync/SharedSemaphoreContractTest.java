package dev.procession.internal.sync;

class SharedSemaphoreContractTest extends SemaphoreContractTest {
    @Override
    Synchronizers open() {
        return new SessionSynchronizers();
    }
}
