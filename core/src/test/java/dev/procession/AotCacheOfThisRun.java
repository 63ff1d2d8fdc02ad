package dev.procession;

import dev.procession.testkit.TestSize;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Makes the ahead-of-time cache before the first test class that starts processes: their children begin sooner, and
 * no session trains a cache in the background, whose processes and files would be leaks of the class that runs then.
 * Registered by its name in {@code META-INF/services}.
 */
public final class AotCacheOfThisRun implements BeforeAllCallback {
    private static boolean tried;

    /** For the service loader. */
    public AotCacheOfThisRun() {}

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        if (!tried && context.getTags().contains("process") && TestSize.current() != TestSize.SMALL) {
            tried = true;
            // One of the JVMs of a run makes it, and the others find it.
            try (FileChannel channel = FileChannel.open(
                            Path.of("target", "aot-cache.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock _ = channel.lock()) {
                boolean _ = Procession.makeAotCache();
            }
        }
    }
}
