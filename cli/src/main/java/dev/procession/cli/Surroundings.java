package dev.procession.cli;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * What a command finds around it, so that a test can be around it too.
 *
 * @param in standard input
 * @param out standard output, not buffered
 * @param err standard error, not buffered
 * @param environment the environment variables
 * @param exit ends the process at once, from any thread, with an exit status
 */
record Surroundings(
        InputStream in, OutputStream out, OutputStream err, Map<String, String> environment, IntConsumer exit) {}
