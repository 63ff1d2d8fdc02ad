package dev.procession.shared;

import org.junit.jupiter.api.Tag;

@Tag("process")
class SharedMapTest extends SharedMapContractTest {
    SharedMapTest() {
        super(ManagerOptions.defaults());
    }
}
