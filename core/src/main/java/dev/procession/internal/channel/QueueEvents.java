package dev.procession.internal.channel;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/**
 * JFR events of queues: this process made, received or closed one. While no recording runs, no event is made.
 *
 * <p>Source: JEP 328. Thread safety: any thread.
 */
final class QueueEvents {
    private static final boolean PRESENT =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    private QueueEvents() {}

    /** Whether a recording runs; the recorder's classes are loaded only then. */
    static boolean areOn() {
        return PRESENT && FlightRecorder.isInitialized();
    }

    static void opened(String name, long capacity) {
        OpenEvent event = new OpenEvent();
        if (event.shouldCommit()) {
            event.queue = name;
            event.capacity = capacity;
            event.commit();
        }
    }

    static void closed(String name, long left) {
        CloseEvent event = new CloseEvent();
        if (event.shouldCommit()) {
            event.queue = name;
            event.left = left;
            event.commit();
        }
    }

    @Name("dev.procession.QueueOpen")
    @Label("Queue Open")
    @Category("Procession")
    @Description("This process has made a queue, or received one")
    @StackTrace(false)
    @SuppressWarnings("UnusedVariable") // the recorder reads the fields
    private static final class OpenEvent extends Event {
        @Label("Queue")
        private @Nullable String queue;

        @Label("Capacity")
        private long capacity;
    }

    @Name("dev.procession.QueueClose")
    @Label("Queue Close")
    @Category("Procession")
    @Description("This process has closed a queue for all")
    @StackTrace(false)
    @SuppressWarnings("UnusedVariable") // the recorder reads the fields
    private static final class CloseEvent extends Event {
        @Label("Queue")
        private @Nullable String queue;

        @Label("Elements Left")
        private long left;
    }
}
