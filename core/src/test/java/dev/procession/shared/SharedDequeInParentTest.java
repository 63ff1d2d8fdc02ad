package dev.procession.shared;

import org.junit.jupiter.api.Tag;

@Tag("process")
class SharedDequeInParentTest extends SharedDequeContractTest {
    SharedDequeInParentTest() {
        super(ManagerOptions.inParent());
    }
}
