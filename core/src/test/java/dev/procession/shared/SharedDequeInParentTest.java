package dev.procession.shared;

class SharedDequeInParentTest extends SharedDequeContractTest {
    SharedDequeInParentTest() {
        super(ManagerOptions.inParent());
    }
}
