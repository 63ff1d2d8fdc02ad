package dev.procession.shared;

class SharedDequeTest extends SharedDequeContractTest {
    SharedDequeTest() {
        super(ManagerOptions.defaults());
    }
}
