package dev.procession.shared;

import org.junit.jupiter.api.Tag;

@Tag("process")
class SharedDequeTest extends SharedDequeContractTest {
    SharedDequeTest() {
        super(ManagerOptions.defaults());
    }
}
