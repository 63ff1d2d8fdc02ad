package dev.procession.internal.handle;

import dev.procession.internal.session.SessionAttachment;
import dev.procession.internal.session.SessionRegistry;
import dev.procession.internal.wait.SegmentResident;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * Travels in place of a shared object, and names its location. The receiver looks it up, and gets the one object that
 * its process has for it.
 *
 * @param directory the session's directory
 * @param file the segment's file in the session
 * @param at the offset of the object in the file: 0 if the segment is its own, else its place in a slab
 * @param id the id of the object in a slab, by which a stale handle is recognized; 0 if the segment is its own
 * @param kind its kind
 * @param part the part of it
 * @param ticket the ticket that represents it while it travels; 0 for none
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
