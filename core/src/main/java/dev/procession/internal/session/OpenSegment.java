package dev.procession.internal.session;

import dev.procession.internal.liveness.Peers;
import dev.procession.internal.memory.MappedWords;
import dev.procession.internal.segment.Segment;
import dev.procession.internal.wait.MappedSite;
import dev.procession.internal.wait.Site;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.process.CorruptedSegmentException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A segment that this process has open, and the site of the structures in it. There is one for a segment in a process as long as anything refers to it: a
 * structure keeps its site, and so its segment stays mapped.
 */
public final class OpenSegment implements Site {
    private final SharedSession session;
    private final String file;
    private final Segment segment;
    private final MappedSite site;
    private final Map<Integer, Object> objects = new HashMap<>(2);

    OpenSegment(SharedSession session, String file, Segment segment, MappedSite site) {
        this.session = session;
        this.file = file;
        this.segment = segment;
        this.site = site;
        site.keep(this);
    }

    /** The session it belongs to. */
    public SharedSession session() {
        return session;
    }

    /** Its file's name in the session. */
    public String file() {
        return file;
    }

    /**
     * The object of this process for a part of the segment, made by the first who asks; it lasts as long as anybody refers to it or to another part.
     *
     * @param number which part
     */
    public Object object(int number, Supplier<?> maker) {
        synchronized (objects) {
            Object known = objects.get(number);
            if (known == null) {
                known = maker.get();
                objects.put(number, known);
            }
            return known;
        }
    }

    /** Keeps the segment mapped until the session ends: somebody has a view of its memory that does not tell when it is no longer used. */
    public void keep() {
        session.keep(this);
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
    public Peers peers() {
        return site.peers();
    }

    @Override
    public WaitPoint waitPoint(long at, int number) {
        return site.waitPoint(at, number);
    }

    @Override
    public void check() {
        site.check();
    }

    @Override
    public long deaths() {
        return site.deaths();
    }

    @Override
    public CorruptedSegmentException corrupted(String what) {
        return site.corrupted(what);
    }
}
