package dev.procession.shared;

class SharedMapInParentTest extends SharedMapContractTest {
    SharedMapInParentTest() {
        super(ManagerOptions.inParent());
    }
}
