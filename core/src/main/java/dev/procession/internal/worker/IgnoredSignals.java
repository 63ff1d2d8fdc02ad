package dev.procession.internal.worker;

import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * A handler of SIGINT, SIGTERM and SIGHUP that does nothing, installed when this class is initialized. A handler,
 * and not {@link SignalHandler#SIG_IGN}: processes that tasks start would inherit that, while a handler ends with
 * {@code exec}. Signals that this JVM was started to ignore, as by {@code nohup}, stay ignored.
 *
 * <p>Compiled apart from all other classes, because the compiler warns of every use of {@code sun.misc} and cannot
 * be told not to when it compiles for a release; see the POM.
 */
final class IgnoredSignals implements SignalHandler, Runnable {
    private static final Signal TERM = new Signal("TERM");

    static {
        IgnoredSignals handler = new IgnoredSignals();
        if (install(TERM, handler)) {
            Termination.raiseBy(handler);
        }
        install(new Signal("INT"), handler);
        install(new Signal("HUP"), handler);
    }

    private IgnoredSignals() {}

    private static boolean install(Signal signal, SignalHandler handler) {
        try {
            return !SignalHandler.SIG_IGN.equals(Signal.handle(signal, handler));
        } catch (IllegalArgumentException e) {
            // The JVM leaves signals alone, because of -Xrs.
            return false;
        }
    }

    /** Raises SIGTERM, for the handler that is installed now. */
    @Override
    public void run() {
        Signal.raise(TERM);
    }

    @Override
    public void handle(Signal signal) {
        if (Termination.isRequested() && signal.equals(TERM)) {
            System.exit(Termination.EXIT_TERMINATED);
        }
    }
}
