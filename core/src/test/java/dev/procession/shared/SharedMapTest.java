package dev.procession.shared;

class SharedMapTest extends SharedMapContractTest {
    SharedMapTest() {
        super(ManagerOptions.defaults());
    }
}
