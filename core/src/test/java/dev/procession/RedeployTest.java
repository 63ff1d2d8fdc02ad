package dev.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.procession.testkit.JavaProcess;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Library and application in a class loader of their own, as in a servlet container: used and closed, the loader is
 * garbage.
 */
@Tag("process")
class RedeployTest {
    @Test
    void loader_inWhichEverythingWasUsedAndClosed_isCollected() {
        List<String> entries = new ArrayList<>();
        String tests = location(RedeployMain.class);
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            entries.add(new File(entry).getAbsolutePath());
        }
        try (JavaProcess container = JavaProcess.running(
                        RedeployMain.class,
                        String.join(File.pathSeparator, entries),
                        RedeployedApplication.class.getName())
                .classPath(tests)
                .jvmOptions("-Xmx64m", "-XX:+UseSerialGC")
                .start()) {
            container.awaitLine("deployed");
            container.awaitLine("collected");
            assertEquals(0, container.awaitExit());
        }
    }

    private static String location(Class<?> type) {
        return LibraryClasses.place(type).toString();
    }
}
