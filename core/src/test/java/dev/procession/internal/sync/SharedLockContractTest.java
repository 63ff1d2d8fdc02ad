package dev.procession.internal.sync;

import org.junit.jupiter.api.Tag;

@Tag("process")
class SharedLockContractTest extends LockContractTest {
    @Override
    Synchronizers open() {
        return new SessionSynchronizers();
    }
}
