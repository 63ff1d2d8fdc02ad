package dev.procession.internal.session;

import dev.procession.internal.liveness.Peers;
import dev.procession.internal.memory.MappedWords;
import dev.procession.internal.segment.SegmentLayout;
import dev.procession.internal.wait.MappedSegmentContext;
import dev.procession.internal.wait.SegmentContext;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.process.CorruptedSegmentException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a shared thing lives that this process has open: a segment of its own, or a place in a slab. There is one
 * for a thing in a process as long as anything refers to it: a structure keeps its site, and so its memory stays
 * mapped.
 *
 * <p>Thread safety: any thread.
 */
public abstract class OpenSite implements SegmentContext {
    /** The word in the header that is not zero once there may be a segment beside the thing. */
    private static final int SIDE = SegmentLayout.PARAMETERS + 16;

    private final SessionFiles session;
    private final SiteKeeper keeper;
    private final MappedSegmentContext site;
    /** The object for part 0, which most things have alone; guarded by this. */
    private @Nullable Object first;
    /** The objects for the other parts; guarded by this. */
    private @Nullable Map<Integer, Object> others;

    OpenSite(SessionFiles session, SiteKeeper keeper, MappedSegmentContext site) {
        this.session = session;
        this.keeper = keeper;
        this.site = site;
        site.keep(this);
    }

    /** The files of the session it belongs to. */
    public final SessionFiles session() {
        return session;
    }

    /** Its file's name in the session. */
    public abstract String file();

    /** Where in the file it begins. */
    public abstract long at();

    /** Its number, which nothing else in the session has or will have. */
    public abstract long id();

    /** The kind of the object that lives here. */
    public abstract int kind();

    /** A handle to what lives here is being encoded: from now on other processes may have it. */
    public abstract void depart();

    /** Gives back what the thing takes, as far as no process may still use it; after it was closed. */
    abstract void giveBack();

    /**
     * This process's object for a part of the shared object, made by the first caller; it lasts as long as it or
     * another part is reachable.
     *
     * @param number which part
     */
    public final synchronized Object object(int number, Supplier<?> maker) {
        Object known = number == 0 ? first : others == null ? null : others.get(number);
        if (known == null) {
            known = maker.get();
            if (number == 0) {
                first = known;
            } else {
                if (others == null) {
                    others = new HashMap<>(2);
                }
                others.put(number, known);
            }
        }
        return known;
    }

    /**
     * Keeps the memory mapped, and the object in it, until the session ends: there is a view of it whose end of use is
     * not known.
     */
    public final void keep() {
        keeper.keep(this);
    }

    /** Says what lives here, for messages. */
    public final void describe(String what) {
        site.describe(what);
    }

    /** Its memory is freed as far as no process may still be using it. */
    @Override
    public final void close() {
        if (session.isClosed() || !site.markClosed()) {
            return;
        }
        if (words().getVolatile(SIDE) != 0) {
            keeper.closeAndDelete(sideFile(id()));
        }
        if (at() == 0) {
            // This process need not know all wait points of a segment.
            site.wakeEverybody();
        } else {
            site.wakeAll();
        }
        giveBack();
    }

    private static String sideFile(long id) {
        return "c-" + id;
    }

    /** Notes that there may be a segment beside the thing; returns its file. */
    final String announceSide() {
        check();
        // Before the file is there: a thing that goes takes with it what may be there.
        words().setVolatile(SIDE, 1);
        return sideFile(id());
    }

    /** Removes what is beside a place of a slab that nothing refers to any more. */
    static void removeSide(SessionFiles session, MappedWords slab, long at, long id) {
        if (slab.getVolatile(at + SIDE) != 0) {
            session.delete(sideFile(id));
        }
    }

    @Override
    public abstract MappedWords words();

    @Override
    public final Peers peers() {
        return site.peers();
    }

    @Override
    public final WaitPoint waitPoint(long at, int number) {
        return site.waitPoint(at, number);
    }

    @Override
    public final void check() {
        site.check();
    }

    @Override
    public final long deaths() {
        return site.deaths();
    }

    @Override
    public final CorruptedSegmentException corrupted(String what) {
        return site.corrupted(what);
    }
}
