package dev.procession.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How long the {@link Watchdog} waits for a test or lifecycle method; on a class, for each of its methods. It is no
 * assertion about speed: give plenty, it only has to tell a hang from a slow machine. The system property
 * {@code procession.test.scale} multiplies it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Deadline {

    /** The deadline in seconds; at least 1. */
    int seconds();
}
