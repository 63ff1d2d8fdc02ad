package dev.procession.testkit;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Gives every test and lifecycle method a deadline, by default {@value #DEFAULT_SECONDS} seconds, see
 * {@link Deadline}.
 *
 * <p>When the deadline passes it prints the threads of this JVM and of every descendant JVM on standard error,
 * kills those descendants, interrupts the test's thread, and fails the test. A method that does not even return
 * then halts the JVM after {@value #GRACE_SECONDS} more seconds: a build that ends with the dumps beats one that
 * stands still.
 *
 * <p>The test stays on its own thread (JUnit's {@code SEPARATE_THREAD} time-out would move it). Registered by itself
 * wherever the testkit is on the test class path.
 */
public final class Watchdog implements InvocationInterceptor {

    static final int DEFAULT_SECONDS = 60;
    static final int GRACE_SECONDS = 30;

    /**
     * One thread serves all; an alarm that is being handled delays the others, which only makes them more patient.
     */
    private static final ScheduledThreadPoolExecutor TIMER = timer();

    /** For the service loader. */
    public Watchdog() {}

    private static ScheduledThreadPoolExecutor timer() {
        var timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("testkit-watchdog").factory());
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    static Future<?> schedule(Runnable action, Duration delay) {
        return TIMER.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static <T extends @Nullable Object> T guard(Invocation<T> invocation, String what, Duration deadline)
            throws Throwable {
        var alarm = new Alarm(Thread.currentThread(), what, deadline);
        alarm.arm();
        T result;
        try {
            result = invocation.proceed();
        } catch (Throwable t) {
            alarm.disarm(t);
            throw t;
        }
        alarm.disarm(null);
        return result;
    }

    private static <T extends @Nullable Object> T guard(
            Invocation<T> invocation, ReflectiveInvocationContext<? extends Executable> context) throws Throwable {
        Executable executable = context.getExecutable();
        Class<?> testClass = context.getTargetClass();
        String what = testClass.getName() + "." + executable.getName();
        return guard(invocation, what, deadlineOf(executable, testClass));
    }

    static Duration deadlineOf(@Nullable AnnotatedElement element, Class<?> testClass) {
        Optional<Deadline> found =
                element == null ? Optional.empty() : AnnotationSupport.findAnnotation(element, Deadline.class);
        for (Class<?> c = testClass; found.isEmpty() && c != null; c = c.getEnclosingClass()) {
            found = AnnotationSupport.findAnnotation(c, Deadline.class);
        }
        int seconds = found.map(Deadline::seconds).orElse(DEFAULT_SECONDS);
        if (seconds < 1) {
            throw new IllegalArgumentException("@Deadline out of range: seconds=" + seconds + ", limit=[1, )");
        }
        return Times.scaled(Duration.ofSeconds(seconds));
    }

    @Override
    public <T> T interceptTestClassConstructor(
            Invocation<T> invocation, ReflectiveInvocationContext<Constructor<T>> context, ExtensionContext extension)
            throws Throwable {
        return guard(invocation, context);
    }

    @Override
    public void interceptBeforeAllMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> context,
            ExtensionContext extension)
            throws Throwable {
        guard(invocation, context);
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> context,
            ExtensionContext extension)
            throws Throwable {
        guard(invocation, context);
    }

    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> context,
            ExtensionContext extension)
            throws Throwable {
        guard(invocation, context);
    }

    @Override
    public <T extends @Nullable Object> T interceptTestFactoryMethod(
            Invocation<T> invocation, ReflectiveInvocationContext<Method> context, ExtensionContext extension)
            throws Throwable {
        return guard(invocation, context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> context,
            ExtensionContext extension)
            throws Throwable {
        guard(invocation, context);
    }

    @Override
    public void interceptDynamicTest(
            Invocation<@Nullable Void> invocation, DynamicTestInvocationContext context, ExtensionContext extension)
            throws Throwable {
        // A dynamic test's own context has neither class nor method: its factory's has.
        ExtensionContext factory = extension;
        while (factory.getTestClass().isEmpty() && factory.getParent().isPresent()) {
            factory = factory.getParent().get();
        }
        Class<?> testClass = factory.getRequiredTestClass();
        String what = testClass.getName() + " " + extension.getDisplayName();
        guard(invocation, what, deadlineOf(factory.getTestMethod().orElse(null), testClass));
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> context,
            ExtensionContext extension)
            throws Throwable {
        guard(invocation, context);
    }

    @Override
    public void interceptAfterAllMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> context,
            ExtensionContext extension)
            throws Throwable {
        guard(invocation, context);
    }
}
