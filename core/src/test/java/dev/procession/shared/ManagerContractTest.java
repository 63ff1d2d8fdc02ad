package dev.procession.shared;

import dev.procession.Procession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Tests that share a session and its manager. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class ManagerContractTest {
    private final ManagerOptions options;
    private Procession px;
    private Manager manager;

    ManagerContractTest(ManagerOptions options) {
        this.options = options;
    }

    @BeforeAll
    void open() {
        px = Procession.local();
        manager = px.manager(options);
    }

    @AfterAll
    void close() {
        px.close();
    }

    final boolean isInParent() {
        return options.isInParent();
    }

    final Procession px() {
        return px;
    }

    final Manager manager() {
        return manager;
    }
}
