package dev.procession.shared;

import org.junit.jupiter.api.Tag;

@Tag("process")
class SharedMapInParentTest extends SharedMapContractTest {
    SharedMapInParentTest() {
        super(ManagerOptions.inParent());
    }
}
