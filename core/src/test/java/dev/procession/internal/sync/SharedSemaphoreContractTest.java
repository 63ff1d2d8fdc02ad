package dev.procession.internal.sync;

import org.junit.jupiter.api.Tag;

@Tag("process")
class SharedSemaphoreContractTest extends SemaphoreContractTest {
    @Override
    Synchronizers open() {
        return new SessionSynchronizers();
    }
}
