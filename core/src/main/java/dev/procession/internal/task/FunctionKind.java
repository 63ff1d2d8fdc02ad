package dev.procession.internal.task;

/** How the function of a task is called. */
public final class FunctionKind {
    /** {@link java.util.concurrent.Callable#call()}, no argument. */
    public static final int CALLABLE = 0;
    /** {@link Runnable#run()}, no argument. */
    public static final int RUNNABLE = 1;
    /** {@link dev.procession.function.Fn}, one argument. */
    public static final int FN = 2;
    /** {@link dev.procession.function.Fn2}, two arguments. */
    public static final int FN2 = 3;

    private FunctionKind() {}
}
