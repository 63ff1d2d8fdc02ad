package dev.procession.internal.sync;

class SharedConditionContractTest extends ConditionContractTest {
    @Override
    Synchronizers open() {
        return new SessionSynchronizers();
    }
}
