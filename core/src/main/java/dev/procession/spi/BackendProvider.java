package dev.procession.spi;

import java.net.URI;

/**
 * Makes backends for one URI scheme; found by {@link java.util.ServiceLoader}.
 * {@code Procession.connect("ignite://…")} asks the provider whose scheme is {@code ignite}.
 */
public interface BackendProvider {

    /** The URI scheme this provider serves, in lower case. */
    String scheme();

    /**
     * Connects.
     *
     * @throws dev.procession.process.ProcessionException if the backend cannot be reached; the message says what
     *     was tried
     */
    Backend connect(URI uri);
}
