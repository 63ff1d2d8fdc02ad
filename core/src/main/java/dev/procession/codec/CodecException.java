package dev.procession.codec;

import dev.procession.process.ProcessionException;
import org.jspecify.annotations.Nullable;

/**
 * A value could not be turned into bytes, or bytes into a value. The message names the path to the field that could
 * not, such as {@code lambda in com.acme.Job.run captures 'this' (com.acme.Job, not Serializable)}, and what to do
 * about it.
 *
 * <p>On the sending side nothing has been sent, and the channel or pool goes on. On the receiving side only the one
 * value is lost to its receiver.
 */
public class CodecException extends ProcessionException {
    private static final long serialVersionUID = 1L;

    /** An exception with the given message. */
    public CodecException(String message) {
        super(message);
    }

    /** An exception with the given message and cause. */
    public CodecException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
