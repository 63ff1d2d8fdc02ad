package dev.procession.internal.sync;

class HeapConditionContractTest extends ConditionContractTest {
    @Override
    Synchronizers open() {
        return new HeapSynchronizers();
    }
}
