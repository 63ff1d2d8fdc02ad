package dev.procession.internal.sync;

class HeapLockContractTest extends LockContractTest {
    @Override
    Synchronizers open() {
        return new HeapSynchronizers();
    }
}
