package dev.procession.shared;

import org.junit.jupiter.api.Tag;

@Tag("process")
class ManagerObjectsTest extends ManagerObjectsContractTest {
    ManagerObjectsTest() {
        super(ManagerOptions.defaults());
    }
}
