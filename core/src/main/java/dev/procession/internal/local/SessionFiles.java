package dev.procession.internal.local;

import dev.procession.internal.control.ControlServer;
import dev.procession.internal.handle.SessionCodecs;
import dev.procession.internal.launch.Launcher;
import dev.procession.internal.liveness.HostedSession;
import dev.procession.internal.service.Log;
import dev.procession.internal.session.SessionAttachment;
import dev.procession.internal.session.SessionRegistry;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The files of a session, and their removal. A JVM that shuts down has the JDK delete the files when its shutdown hooks
 * have ended: until then one of them may use the session. From then on closing the session deletes nothing, so that no
 * other session can have the name, if it has one, before the JDK has done.
 *
 * <p>Thread safety: any thread.
 */
final class SessionFiles {
    private final Launcher launcher;
    private final ControlServer server;
    private final HostedSession home;
    /** The session whose things this one shares; {@code null} for its own. */
    private final @Nullable SessionAttachment joined;

    /** Guarded by this, as is the next. */
    private boolean closed;

    private boolean left;

    SessionFiles(Launcher launcher, ControlServer server, HostedSession home, @Nullable SessionAttachment joined) {
        this.launcher = launcher;
        this.server = server;
        this.home = home;
        this.joined = joined;
    }

    /** Ends what goes on in the background for later sessions. */
    void endBackground() {
        launcher.close();
    }

    /**
     * Has the JDK delete all files that there are now after the JVM's last shutdown hook; again for those that come
     * later.
     */
    synchronized void leaveToExit() {
        if (!closed) {
            left = true;
            home.deleteOnExit();
        }
    }

    /** Closes the session for all its processes, and removes its files. Idempotent. */
    synchronized void close() {
        if (closed) {
            return;
        }
        launcher.close();
        try {
            server.close();
        } catch (IOException e) {
            Log.debug("dev.procession", "cannot close the control socket", e);
        }
        if (joined == null) {
            SessionRegistry.close(home);
        } else {
            SessionCodecs.leave(joined.directory());
            SessionRegistry.leave(joined);
        }
        SessionCodecs.forget(home.path());
        if (left) {
            home.deleteOnExit();
        } else {
            home.delete();
        }
        closed = true;
    }
}
