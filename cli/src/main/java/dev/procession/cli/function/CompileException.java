package dev.procession.cli.function;

/** The user's code does not compile; the message is what to print, several lines with carets. */
public class CompileException extends Exception {
    private static final long serialVersionUID = 1L;

    /** An exception with the given rendering of the errors. */
    public CompileException(String message) {
        super(message);
    }
}
