package dev.procession.shared;

class ManagerServiceInParentTest extends ManagerServiceContractTest {
    ManagerServiceInParentTest() {
        super(ManagerOptions.inParent());
    }
}
