package dev.procession.shared;

import org.junit.jupiter.api.Tag;

@Tag("process")
class SharedCollectionsInParentTest extends SharedCollectionsContractTest {
    SharedCollectionsInParentTest() {
        super(ManagerOptions.inParent());
    }
}
