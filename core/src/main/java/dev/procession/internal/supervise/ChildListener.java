package dev.procession.internal.supervise;

import dev.procession.internal.control.Frame;

/** Listener to the messages of a child that is ready. Called by the thread that reads its link; must not block. */
public interface ChildListener {

    /** A result, or the news that a call has begun. */
    void received(Frame frame);

    /**
     * The child is gone, or about to be; its process tells how. Called once, also if it never was ready.
     */
    void gone();
}
