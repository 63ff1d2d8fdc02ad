package dev.procession.testkit;

import java.util.List;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Runs a test class inside a test, as the build would, and tells how that went. */
final class InnerRun {

    private InnerRun() {}

    /** The failures of all methods and of the class itself. */
    static List<Throwable> failuresOf(Class<?> testClass) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClass(testClass))
                .build();
        var listener = new SummaryGeneratingListener();
        Launcher launcher = LauncherFactory.create();
        launcher.execute(request, listener);
        return listener.getSummary().getFailures().stream()
                .map(failure -> failure.getException())
                .toList();
    }

    /** The message of the only failure. */
    static String messageOf(Class<?> testClass) {
        List<Throwable> failures = failuresOf(testClass);
        if (failures.size() != 1) {
            throw new AssertionError("expected one failure of " + testClass + ", got " + failures);
        }
        return String.valueOf(failures.getFirst().getMessage());
    }
}
