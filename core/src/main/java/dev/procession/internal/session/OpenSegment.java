package dev.procession.internal.session;

import dev.procession.internal.memory.MappedWords;
import dev.procession.internal.segment.Segment;
import dev.procession.internal.wait.MappedSegmentContext;
import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A segment that this process has open, and the site of the structures in it. There is one for a segment in a
 * process as long as anything refers to it: a structure keeps its site, and so its segment stays mapped.
 */
public final class OpenSegment extends OpenSite {
    /** Prefix of the names of the files of unnamed objects. */
    static final String ANONYMOUS = "s-";

    private final String file;
    private final Segment segment;
    /** Whether another process may have a handle to what is in it. */
    private final AtomicBoolean shared = new AtomicBoolean();

    OpenSegment(SessionFiles session, String file, Segment segment, SiteKeeper keeper, MappedSegmentContext site) {
        super(session, keeper, site);
        this.file = file;
        this.segment = segment;
    }

    @Override
    public String file() {
        return file;
    }

    @Override
    public long at() {
        return 0;
    }

    @Override
    public long id() {
        return segment.id();
    }

    @Override
    public int kind() {
        return segment.kind();
    }

    /** The segment. */
    public Segment segment() {
        return segment;
    }

    @Override
    public MappedWords words() {
        return segment.words();
    }

    @Override
    public void depart() {
        try {
            shared.set(true);
        } finally {
            Reference.reachabilityFence(segment.words()); // or the file might be removed before that is noted
        }
    }

    /**
     * Has the file removed when it is unreachable here, unless a handle was encoded: for unnamed objects, which other
     * processes know by handles alone.
     */
    public void removeWhenUnreachable() {
        Segment.whenUnreachable(segment.words(), new Unreachable(session(), file, shared));
    }

    /** Must not refer to the segment's words. */
    private record Unreachable(SessionFiles session, String file, AtomicBoolean shared) implements Runnable {
        @Override
        public void run() {
            if (!shared.get() && !session.isClosed()) {
                session.delete(file);
            }
        }
    }

    /**
     * A thing with a name keeps its file until the session ends: its name must not come to mean another thing to
     * some.
     */
    @Override
    void giveBack() {
        if (file.startsWith(ANONYMOUS)) {
            session().delete(file);
        }
    }
}
