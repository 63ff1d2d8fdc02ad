package dev.procession.internal.control;

/**
 * A parent's listener on the link of one child. Called by the thread that reads the link, one call at a time, in this
 * order: opened, any number of frames, closed.
 */
public interface LinkListener {

    /** The child has connected and is authenticated. */
    void opened(ControlLink link);

    /** A frame has arrived. */
    void received(Frame frame);

    /** The child is gone, or has closed its end; nothing more arrives. */
    void closed();
}
