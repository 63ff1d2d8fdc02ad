package dev.procession.shared;

class ManagerServiceTest extends ManagerServiceContractTest {
    ManagerServiceTest() {
        super(ManagerOptions.defaults());
    }
}
