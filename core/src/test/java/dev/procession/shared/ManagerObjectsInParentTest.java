package dev.procession.shared;

class ManagerObjectsInParentTest extends ManagerObjectsContractTest {
    ManagerObjectsInParentTest() {
        super(ManagerOptions.inParent());
    }
}
