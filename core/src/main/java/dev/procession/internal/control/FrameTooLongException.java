package dev.procession.internal.control;

import java.io.IOException;

/** A frame would be longer than a length can say. Nothing of it was sent, and the link is as good as before. */
public final class FrameTooLongException extends IOException {
    private static final long serialVersionUID = 1L;

    FrameTooLongException(String message) {
        super(message);
    }
}
