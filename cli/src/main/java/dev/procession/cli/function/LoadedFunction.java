package dev.procession.cli.function;

import dev.procession.function.Fn;
import org.jspecify.annotations.Nullable;

/**
 * A function that is found by the name of its class, in the process where it is first called. The class is looked
 * up by the loader of the subclass: so a subclass that was compiled together with the user's file finds the user's
 * classes.
 *
 * <p>Called by one thread at a time, as everything in a worker is.
 */
public abstract class LoadedFunction implements Fn<String, String> {
    private static final long serialVersionUID = 1L;

    private final String className;
    private transient @Nullable Fn<String, Object> function;

    /** A function of the class called {@code className}. */
    protected LoadedFunction(String className) {
        this.className = className;
    }

    @Override
    public final String call(String input) throws Exception {
        Fn<String, Object> opened = function;
        if (opened == null) {
            opened = EntryPoint.open(Class.forName(className, true, getClass().getClassLoader()));
            function = opened;
        }
        return String.valueOf(opened.call(input));
    }
}
