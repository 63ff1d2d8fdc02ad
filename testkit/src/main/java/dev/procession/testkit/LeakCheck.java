package dev.procession.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.Pipe;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Fails a top-level test class that leaves behind what it did not find: a process below this JVM, a thread of the
 * library's, a socket, a pipe, a file descriptor or mapping of a session, a session directory. What is about to go
 * gets {@link #SETTLING} to do so. {@link Footprint} says what counts exactly.
 *
 * <p>It compares before with after, so test classes must not run at the same time in one JVM; a virtual thread it
 * cannot see. Registered by itself wherever the testkit is on the test class path; {@link MayLeak} takes a class out.
 */
public final class LeakCheck implements BeforeAllCallback, AfterAllCallback {

    /** How long closing may go on after the class's last method; scaled by {@code procession.test.scale}. */
    static final Duration SETTLING = Duration.ofSeconds(10);

    private static final Namespace NAMESPACE = Namespace.create(LeakCheck.class);

    static {
        openWhatTheJdkKeeps();
    }

    /** For the service loader. */
    public LeakCheck() {}

    /** The JDK's first socket channel opens one socket that it never closes; that one is no test's leak. */
    private static void openWhatTheJdkKeeps() {
        try {
            SocketChannel.open(StandardProtocolFamily.UNIX).close();
            Selector.open().close();
            Pipe pipe = Pipe.open();
            pipe.sink().close();
            pipe.source().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (isChecked(context)) {
            context.getStore(NAMESPACE).put(Footprint.class, Footprint.take());
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (!isChecked(context)) {
            return;
        }
        Footprint before = context.getStore(NAMESPACE).get(Footprint.class, Footprint.class);
        if (before == null) {
            return; // beforeAll itself failed, and said so
        }
        String name = context.getRequiredTestClass().getName();
        Nudge nudge = new Nudge();
        if (!Await.holdsWithin("nothing of " + name + " to be left", SETTLING, () -> {
            boolean isClean = before.newcomers().isEmpty();
            if (!isClean) {
                nudge.collect();
            }
            return isClean;
        })) {
            report(name, before.newcomers());
        }
    }

    /**
     * Resources that end when they are unreachable end with a garbage collection, which a JVM with much free heap may
     * not run for minutes.
     */
    private static final class Nudge {
        private static final long EVERY_NANOS = 1_000_000_000;

        private long next = System.nanoTime();

        void collect() {
            long now = System.nanoTime();
            if (now - next >= 0) {
                System.gc();
                next = now + EVERY_NANOS;
            }
        }
    }

    private static void report(String name, List<String> leaked) {
        if (leaked.isEmpty()) {
            return; // gone between the last look and this one
        }
        String separator = System.lineSeparator() + "  ";
        throw new AssertionError(name + " leaked: count=" + leaked.size() + ", waited=" + Times.scaled(SETTLING)
                + separator + String.join(separator, leaked));
    }

    private static boolean isChecked(ExtensionContext context) {
        if (!context.getEnclosingTestClasses().isEmpty()) {
            return false; // its top-level class answers for it
        }
        MayLeak exempt = context.getRequiredTestClass().getAnnotation(MayLeak.class);
        if (exempt != null && exempt.value().isBlank()) {
            throw new IllegalArgumentException("@MayLeak needs a reason: class="
                    + context.getRequiredTestClass().getName());
        }
        return exempt == null;
    }
}
