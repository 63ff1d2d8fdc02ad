package dev.procession.shared;

import dev.procession.Procession;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that share a session and its manager; once for each kind of manager. */
@TestInstance(Lifecycle.PER_CLASS)
@ParameterizedClass
@MethodSource("kinds")
abstract class ManagerContractTest {
    private final List<Kind> kinds = new ArrayList<>();
    private final ManagerOptions[] options;

    @Parameter
    @SuppressWarnings("NullAway.Init") // before any test
    Kind kind;

    /** A manager that is opened for the tests, and its session. */
    record Kind(ManagerOptions options, Procession px, Manager manager) {
        @Override
        public String toString() {
            return options.isInParent() ? "in parent" : "server";
        }
    }

    /** Tests for managers with a server of their own, and for those in their parent. */
    ManagerContractTest() {
        this(ManagerOptions.defaults(), ManagerOptions.inParent());
    }

    ManagerContractTest(ManagerOptions... options) {
        this.options = options;
    }

    // Not before each invocation: the watchdog guards methods for all only.
    @BeforeAll
    void open() {
        for (ManagerOptions each : options) {
            Procession px = Procession.local();
            kinds.add(new Kind(each, px, px.manager(each)));
        }
    }

    @AfterAll
    void close() {
        kinds.forEach(each -> each.px.close());
    }

    List<Kind> kinds() {
        return kinds;
    }

    final boolean isInParent() {
        return kind.options.isInParent();
    }

    final Procession px() {
        return kind.px;
    }

    final Manager manager() {
        return kind.manager;
    }
}
