package dev.procession.internal.manager;

import java.util.HashMap;
import java.util.Map;

/** A process that holds objects of a manager, so that they live. Thread safety: see its members. */
abstract class Holder {
    /** How often it holds which object, by number; guarded by the {@link ObjectTable}. */
    final Map<Long, Integer> held = new HashMap<>();

    /** Whether nothing is held for it any more. Any thread. */
    abstract boolean isGone();
}
