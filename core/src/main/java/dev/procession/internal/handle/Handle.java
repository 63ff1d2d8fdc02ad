package dev.procession.internal.handle;

import dev.procession.internal.session.Sessions;
import dev.procession.internal.wait.Sited;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * What travels in place of a shared thing: where it is. On the other side it is looked up, and is the one object that process has for it.
 *
 * @param directory the session's directory
 * @param file the segment's file in the session
 * @param kind what is in the segment
 * @param part which part of it
 * @param ticket what stands for it while it travels; 0 for nothing
 */
record Handle(String directory, String file, int kind, int part, long ticket) implements Serializable {

    Object readResolve() {
        Names.received(file);
        Object found = new SharedThings(Sessions.of(Path.of(directory))).attach(this);
        if (found instanceof Sited sited) {
            sited.arrive(ticket);
        }
        return found;
    }
}
