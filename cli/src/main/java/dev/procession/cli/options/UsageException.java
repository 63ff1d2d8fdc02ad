package dev.procession.cli.options;

/**
 * The command line cannot be carried out as it stands; the message names what is wrong and what would be right. Exit
 * status 2.
 */
public class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    /** An exception with the given message, one line. */
    public UsageException(String message) {
        super(message);
    }
}
