package dev.procession.internal.handle;

import dev.procession.internal.segment.SegmentLayout;
import dev.procession.internal.session.OpenSegment;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Names of shared things, and what a name must agree on. */
final class Names {
    private static final int LONGEST = 60;

    private Names() {}

    /** The file of the thing with this name. Things of different kinds do not meet. */
    static String file(int kind, String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > LONGEST) {
            throw new IllegalArgumentException(
                    Kind.name(kind) + ": bytes of its name=" + bytes + ", limits=1 to " + LONGEST);
        }
        return "n-" + Kind.name(kind) + "-"
                + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("*", "%2A");
    }

    /** Refuses a thing found by name that was made with another parameter. */
    static void compare(OpenSegment segment, String what, long wanted, long actual) {
        if (wanted != actual) {
            throw new IllegalArgumentException(Kind.name(segment.segment().kind()) + " of that name has " + what + "="
                    + actual + ", wanted=" + wanted + "; ask for the same in every process, or use another name");
        }
    }

    /** The first word of a thing's own parameters in the header. */
    static final int PARAMETER = SegmentLayout.PARAMETERS + 8;
}
