package dev.procession.internal.classes;

import java.io.IOException;

/** Carries a child's request for a class to its parent. */
@FunctionalInterface
public interface ClassFetcher {

    /**
     * Asks, and waits for the answer. An interrupt neither ends the wait nor is lost: the JVM would take a class
     * whose loading was cut short for one that does not exist.
     *
     * @return what {@link ClassServer#answer} returned in the parent
     * @throws IOException if the parent is gone
     */
    byte[] fetch(int loaderId, String className) throws IOException;
}
