/**
 * Multiprocessing: process pools and child processes, and what they share: queues, pipes, locks, numbers, memory,
 * and the objects of a manager. {@link dev.procession.Procession} is where to begin.
 *
 * <p>On the module path, a package whose functions and values travel between processes needs neither to be exported
 * nor opened. Records that are not serializable are the exception: their package must be open to this module.
 */
module dev.procession {
    // The flight recorder's events, where the run-time image has it.
    requires static jdk.jfr;
    // The handlers of signals in children, where the run-time image has it.
    requires static jdk.unsupported;
    // Not transitive, though it annotates the API: code compiled against a static transitive module must have it.
    requires static org.jspecify;

    exports dev.procession;
    exports dev.procession.channel;
    exports dev.procession.codec;
    exports dev.procession.function;
    exports dev.procession.pool;
    exports dev.procession.process;
    exports dev.procession.shared;
    exports dev.procession.spi;
    exports dev.procession.sync;

    uses dev.procession.spi.BackendProvider;
}
