package dev.procession.internal.sync;

import org.junit.jupiter.api.Tag;

@Tag("process")
class SharedConditionContractTest extends ConditionContractTest {
    @Override
    Synchronizers open() {
        return new SessionSynchronizers();
    }
}
