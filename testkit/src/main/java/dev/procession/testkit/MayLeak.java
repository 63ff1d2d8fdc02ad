package dev.procession.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Takes a top-level test class out of the {@link LeakCheck}, for a reason that the reader can judge. */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface MayLeak {

    /** Why this class has to leave something behind; blank fails the class. */
    String value();
}
