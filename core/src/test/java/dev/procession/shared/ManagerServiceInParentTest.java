package dev.procession.shared;

import org.junit.jupiter.api.Tag;

@Tag("process")
class ManagerServiceInParentTest extends ManagerServiceContractTest {
    ManagerServiceInParentTest() {
        super(ManagerOptions.inParent());
    }
}
