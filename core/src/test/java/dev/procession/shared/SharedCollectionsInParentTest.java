package dev.procession.shared;

class SharedCollectionsInParentTest extends SharedCollectionsContractTest {
    SharedCollectionsInParentTest() {
        super(ManagerOptions.inParent());
    }
}
