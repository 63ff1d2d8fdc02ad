package dev.procession.shared;

import org.junit.jupiter.api.Tag;

@Tag("process")
class ManagerObjectsInParentTest extends ManagerObjectsContractTest {
    ManagerObjectsInParentTest() {
        super(ManagerOptions.inParent());
    }
}
