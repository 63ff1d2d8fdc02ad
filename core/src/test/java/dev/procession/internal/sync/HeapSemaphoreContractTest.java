package dev.procession.internal.sync;

class HeapSemaphoreContractTest extends SemaphoreContractTest {
    @Override
    Synchronizers open() {
        return new HeapSynchronizers();
    }
}
