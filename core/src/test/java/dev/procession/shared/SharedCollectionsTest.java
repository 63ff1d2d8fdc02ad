package dev.procession.shared;

class SharedCollectionsTest extends SharedCollectionsContractTest {
    SharedCollectionsTest() {
        super(ManagerOptions.defaults());
    }
}
