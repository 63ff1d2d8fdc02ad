package dev.procession.internal.sync;

class SharedLockContractTest extends LockContractTest {
    @Override
    Synchronizers open() {
        return new SessionSynchronizers();
    }
}
