package dev.procession.process;

/**
 * Shared memory holds what no process of this library can have written: something else wrote there, native code
 * gone astray as a rule. The queue, pipe, lock or number it belongs to is of no use any more, in every process; all
 * else of the session is untouched. The message says which segment and which word.
 */
public class CorruptedSegmentException extends ProcessionException {
    private static final long serialVersionUID = 1L;

    /** An exception with the given message. */
    public CorruptedSegmentException(String message) {
        super(message);
    }
}
