package dev.procession.internal.session;

import dev.procession.internal.liveness.HostedSession;
import dev.procession.internal.liveness.LivenessFile;
import dev.procession.process.ProcessionException;
import dev.procession.process.SessionClosedException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The sessions in which this process shares something: those it made, the one it is a child of, and those that
 * something it received belongs to.
 *
 * <p>Thread safety: every method may be called from any thread.
 */
public final class SessionRegistry {
    private static final Map<Path, SessionAttachment> MEMBERS = new HashMap<>();
    /** Number of joins of each session that this process joined by name. */
    private static final Map<SessionAttachment, Integer> JOINS = new HashMap<>();

    private SessionRegistry() {}

    /** The sharing part of a session that this process made; begins with the first call. */
    public static SessionAttachment own(HostedSession home) {
        synchronized (MEMBERS) {
            SessionAttachment known = MEMBERS.get(home.path());
            if (known != null) {
                return known;
            }
            return begin(home.path(), home.liveness(), 0, false);
        }
    }

    /**
     * The session in {@code directory}, of which this process becomes a member if it is none.
     *
     * @throws SessionClosedException if the session is gone
     */
    public static SessionAttachment of(Path directory) {
        synchronized (MEMBERS) {
            SessionAttachment known = MEMBERS.get(directory);
            if (known != null && !isOver(known)) {
                return known;
            }
            leaveClosed();
            HostedSession.Joined child = HostedSession.joined(directory);
            if (child != null) {
                // A creator learns of its children's deaths; no process is notified of its own.
                return begin(directory, child.liveness(), child.slot(), child.slot() != 0);
            }
            return joinForeign(directory);
        }
    }

    private static SessionAttachment joinForeign(Path directory) {
        try {
            LivenessFile liveness = HostedSession.enter(directory);
            try {
                if (!liveness.isHeldByAnother(0)) {
                    throw new SessionClosedException(
                            "the session in " + directory + " is closed: the process that made it has died");
                }
                return begin(directory, liveness, -1, false);
            } catch (Throwable t) {
                HostedSession.exit(directory, liveness);
                throw t;
            }
        } catch (NoSuchFileException e) {
            throw new SessionClosedException("the session in " + directory + " is closed", e);
        } catch (IOException e) {
            throw new ProcessionException("session: cannot join " + directory + " (" + e + ")", e);
        }
    }

    private static SessionAttachment begin(Path directory, LivenessFile liveness, int slot, boolean watched) {
        try {
            SessionAttachment session = new SessionAttachment(directory, liveness, slot, watched);
            if (session.isClosed()) {
                session.end();
                throw new SessionClosedException("the session in " + directory + " is closed");
            }
            MEMBERS.put(directory, session);
            return session;
        } catch (NoSuchFileException e) {
            throw new SessionClosedException("the session in " + directory + " is closed", e);
        } catch (IOException e) {
            throw new ProcessionException("session: cannot open its process table in " + directory + " (" + e + ")", e);
        }
    }

    /**
     * Leaves sessions that others have closed, or whose creator has died: they are not in the way of others of that
     * name.
     */
    public static void forgetClosed() {
        synchronized (MEMBERS) {
            leaveClosed();
        }
    }

    private static boolean isOver(SessionAttachment session) {
        return session.isForeign() ? session.endsWithMaker() : session.isClosed();
    }

    private static void leaveClosed() {
        MEMBERS.values().removeIf(session -> {
            if (!isOver(session)) {
                return false;
            }
            session.end();
            if (session.isForeign()) {
                HostedSession.exit(session.directory(), session.liveness());
            }
            return true;
        });
    }

    /** As {@link #of}, until as many calls of {@link #leave}. */
    public static SessionAttachment join(Path directory) {
        synchronized (MEMBERS) {
            SessionAttachment session = of(directory);
            JOINS.merge(session, 1, Integer::sum);
            return session;
        }
    }

    /** This process leaves a session that it joined, if no other call of {@link #join} is left. */
    public static void leave(SessionAttachment session) {
        synchronized (MEMBERS) {
            if (JOINS.merge(session, -1, Integer::sum) > 0) {
                return;
            }
            JOINS.remove(session);
            if (session.isForeign() && MEMBERS.remove(session.directory(), session)) {
                session.leave();
                session.end();
                HostedSession.exit(session.directory(), session.liveness());
            }
        }
    }

    /** Closes a session that this process made, for all. */
    public static void close(HostedSession home) {
        synchronized (MEMBERS) {
            SessionAttachment session = MEMBERS.remove(home.path());
            if (session != null) {
                session.close();
            }
        }
    }

    /** A child of this process has ended, whose slot in its session this was. */
    public static void childEnded(HostedSession home, int slot) {
        SessionAttachment session;
        synchronized (MEMBERS) {
            session = MEMBERS.get(home.path());
        }
        if (session != null) {
            session.childEnded(slot);
        }
    }

    /** This process ends in good order. */
    public static void leaveAll() {
        synchronized (MEMBERS) {
            MEMBERS.values().forEach(SessionAttachment::leave);
        }
    }
}
