package dev.procession.cli.function;

/** A function of a class that the workers have on their class path. */
public final class ClassPathFunction extends LoadedFunction {
    private static final long serialVersionUID = 1L;

    /** A function of the class called {@code className}. */
    public ClassPathFunction(String className) {
        super(className);
    }
}
