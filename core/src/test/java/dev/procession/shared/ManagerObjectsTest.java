package dev.procession.shared;

class ManagerObjectsTest extends ManagerObjectsContractTest {
    ManagerObjectsTest() {
        super(ManagerOptions.defaults());
    }
}
