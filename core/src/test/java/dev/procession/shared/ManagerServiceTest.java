package dev.procession.shared;

import org.junit.jupiter.api.Tag;

@Tag("process")
class ManagerServiceTest extends ManagerServiceContractTest {
    ManagerServiceTest() {
        super(ManagerOptions.defaults());
    }
}
