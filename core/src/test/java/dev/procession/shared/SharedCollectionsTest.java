package dev.procession.shared;

import org.junit.jupiter.api.Tag;

@Tag("process")
class SharedCollectionsTest extends SharedCollectionsContractTest {
    SharedCollectionsTest() {
        super(ManagerOptions.defaults());
    }
}
