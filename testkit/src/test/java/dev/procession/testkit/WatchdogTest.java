package dev.procession.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The watchdog barks, at JVMs only, and never at the wrong thread. */
@Tag("process")
class WatchdogTest {

    /** What the fixtures, which JUnit makes itself, hand out. */
    private static final AtomicReference<@Nullable JavaProcess> CHILD = new AtomicReference<>();

    private static final AtomicReference<@Nullable Thread> THREAD = new AtomicReference<>();

    private final PrintStream realErr = System.err;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private String run(Class<?> fixture) {
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            return InnerRun.messageOf(fixture);
        } finally {
            System.setErr(realErr);
        }
    }

    @AfterEach
    void closeChild() {
        JavaProcess child = CHILD.getAndSet(null);
        if (child != null) {
            child.close();
        }
    }

    @Deadline(seconds = 1)
    static class HangsWithChild {
        @Test
        void hangs() throws Exception {
            ChildMain.hangHere();
        }
    }

    @Test
    void watchdog_testHangs_dumpsBothJvmsKillsTheChildAndFails() {
        JavaProcess child = JavaProcess.running(ChildMain.class, "hang").start();
        CHILD.set(child);
        child.awaitLine("ready ");
        String message = run(HangsWithChild.class);
        assertTrue(message.contains("HangsWithChild.hangs passed its deadline: deadline=PT1S"), message);
        assertTrue(message.contains("pid " + child.pid()), message);
        String dumps = printed.toString(StandardCharsets.UTF_8);
        assertTrue(dumps.contains("HangsWithChild.hangs"), dumps);
        assertTrue(dumps.contains("ChildMain.main"), dumps);
        assertEquals(128 + 9, child.awaitExit());
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void dumps_childStopped_endsAndSaysSo() {
        JavaProcess child = JavaProcess.running(ChildMain.class, "hang").start();
        CHILD.set(child);
        child.awaitLine("ready ");
        Signals.stop(child.pid());
        System.setProperty(Times.SCALE_PROPERTY, "0.1"); // it will never answer; no need to be patient
        String dump;
        try {
            dump = ThreadDumps.of(Descendants.live());
        } finally {
            System.clearProperty(Times.SCALE_PROPERTY);
        }
        assertTrue(dump.contains("jcmd had no answer") || dump.contains("AttachNotSupported"), dump);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void dumps_childIsNoJvm_isNotSignalled() throws Exception {
        Process sleep = new ProcessBuilder("/bin/sleep", "1000").start();
        try {
            Await.until(
                    "sleep to be itself",
                    () -> Descendants.describe(sleep.toHandle()).contains("sleep"));
            String dump = ThreadDumps.of(List.of(sleep.toHandle()));
            assertTrue(dump.contains("(no JVM)"), dump);
            assertTrue(sleep.isAlive());
        } finally {
            sleep.destroyForcibly().waitFor();
        }
    }

    static class HangsBeforeAll {
        @BeforeAll
        @Deadline(seconds = 1)
        static void hangs() throws Exception {
            ChildMain.hangHere();
        }

        @Test
        void never() {}
    }

    @Test
    void watchdog_lifecycleMethodHangs_fails() {
        String message = run(HangsBeforeAll.class);
        assertTrue(message.contains("HangsBeforeAll.hangs passed its deadline"), message);
    }

    @Deadline(seconds = 1)
    static class SwallowsTheInterrupt {
        @Test
        void swallows() {
            try {
                ChildMain.hangHere();
            } catch (InterruptedException e) {
                // As a test does that catches too much: it would pass.
            }
        }
    }

    @Test
    void watchdog_interruptSwallowed_failsAllTheSame() {
        String message = run(SwallowsTheInterrupt.class);
        assertTrue(message.contains("SwallowsTheInterrupt.swallows passed its deadline"), message);
    }

    static class Passes {
        @Test
        void passes() {
            THREAD.set(Thread.currentThread());
        }
    }

    @Test
    void watchdog_testPasses_staysOnItsThread() {
        assertEquals(List.of(), InnerRun.failuresOf(Passes.class));
        assertSame(Thread.currentThread(), THREAD.get());
    }

    @Deadline(seconds = 7)
    static class Seven {
        static class Inner {}

        @Deadline(seconds = 2)
        void two() {}
    }

    @Test
    void deadlineOf_annotations_nearestWins() throws Exception {
        assertEquals(Duration.ofSeconds(60), Watchdog.deadlineOf(null, WatchdogTest.class));
        assertEquals(Duration.ofSeconds(7), Watchdog.deadlineOf(null, Seven.Inner.class));
        assertEquals(Duration.ofSeconds(2), Watchdog.deadlineOf(Seven.class.getDeclaredMethod("two"), Seven.class));
    }

    /** Runs as a program: a test that never comes back, in a JVM of its own, because the halt is real. */
    static final class Stubborn {
        private Stubborn() {}

        public static void main(String[] arguments) {
            InnerRun.failuresOf(NeverReturns.class);
        }
    }

    @Deadline(seconds = 40) // two, as the JVM below is scaled
    static class NeverReturns {
        @Test
        @SuppressWarnings("InfiniteLoop")
        void never() {
            var latch = new CountDownLatch(1);
            while (true) {
                try {
                    latch.await();
                } catch (InterruptedException e) {
                    // The point of it.
                }
            }
        }
    }

    @Test
    void watchdog_testNeverReturns_haltsTheJvm() {
        try (JavaProcess jvm = JavaProcess.running(Stubborn.class)
                .jvmOptions("-D" + Times.SCALE_PROPERTY + "=0.05")
                .start()) {
            assertEquals(97, jvm.awaitExit());
            assertTrue(jvm.stderr().contains("did not return after it was interrupted"), jvm.stderr());
        }
    }
}
