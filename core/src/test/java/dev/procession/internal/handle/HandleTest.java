package dev.procession.internal.handle;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.codec.CodecException;
import dev.procession.internal.segment.SegmentKind;
import org.junit.jupiter.api.Test;

class HandleTest {

    @Test
    void readResolve_fileThatIsAPath_isRefusedBeforeTheSessionIsLookedFor() {
        for (String file : new String[] {"../other/s-1", "/etc/passwd", "a/../s-1", "..\\s-1"}) {
            Handle forged = new Handle("/no/such/session", file, 0, 0, SegmentKind.QUEUE, 0, 0);
            CodecException e = assertThrows(CodecException.class, forged::readResolve);
            assertTrue(e.toString().contains("file=" + file), e.toString());
        }
    }
}
