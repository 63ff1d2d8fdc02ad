package dev.procession.internal.handle;

import dev.procession.internal.session.SessionAttachment;
import dev.procession.internal.session.SessionRegistry;
import dev.procession.internal.wait.SegmentResident;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * What travels in place of a shared thing: where it is. On the other side it is looked up, and is the one object
 * that process has for it.
 *
 * @param directory the session's directory
 * @param file the segment's file in the session
 * @param at where in the file the thing begins: 0 if the segment is its own, else its place in a slab
 * @param id the number of the thing in a slab, by which a handle that is older than what lies there now is known; 0
 *     if the segment is its own
 * @param kind what it is
 * @param part which part of it
 * @param ticket what stands for it while it travels; 0 for nothing
 */
record Handle(String directory, String file, long at, long id, int kind, int part, long ticket)
        implements Serializable {

    static Handle of(SegmentAddress at, long ticket) {
        return new Handle(at.directory(), at.file(), at.at(), at.id(), at.kind(), at.part(), ticket);
    }

    Object readResolve() {
        SegmentNames.received(file);
        SessionAttachment session = SessionRegistry.of(Path.of(directory));
        Object found = new SiteObjects(session, SessionCodecs.of(session.directory()))
                .attach(new SegmentAddress(directory, file, at, id, kind, part));
        if (found instanceof SegmentResident segmentResident) {
            segmentResident.arrive(ticket);
        }
        return found;
    }
}
