package dev.procession.internal.handle;

import dev.procession.codec.CodecException;
import dev.procession.internal.segment.SegmentKind;
import dev.procession.internal.segment.SegmentLayout;
import dev.procession.internal.session.OpenSite;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Names of shared things, and what a name must agree on. */
public final class SegmentNames {
    private static final int MAX_LENGTH = 60;

    private SegmentNames() {}

    /** The file of the thing with this name. Things of different kinds do not meet. */
    static String file(int kind, String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    SegmentKind.name(kind) + ": bytes of its name=" + bytes + ", limits=1 to " + MAX_LENGTH);
        }
        return "n-" + SegmentKind.name(kind) + "-"
                + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("*", "%2A");
    }

    /**
     * Returns {@code file}, which a frame says is one of a session's.
     *
     * @throws CodecException if it would lead out of the session's directory
     */
    public static String received(String file) {
        if (file.indexOf('/') >= 0 || file.indexOf('\\') >= 0) {
            throw new CodecException(
                    "decoding failed: a handle of file=" + file + ", which is no segment's; the frame is corrupt");
        }
        return file;
    }

    /** Refuses a thing found by name that was made with another parameter. */
    static void compare(OpenSite site, String what, long wanted, long actual) {
        if (wanted != actual) {
            throw new IllegalArgumentException(SegmentKind.name(site.kind()) + " of that name has " + what + "="
                    + actual + ", wanted=" + wanted + "; ask for the same in every process, or use another name");
        }
    }

    /** The first word of a thing's own parameters in the header. */
    static final int PARAMETER = SegmentLayout.PARAMETERS + 8;
}
