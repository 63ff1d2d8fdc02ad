package dev.procession.internal.proxy;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.codec.CodecException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManagerHandlesTest {

    @ParameterizedTest
    @ValueSource(strings = {"../other/s-1", "/etc/passwd", "a/../s-1", "..\\s-1"})
    void readResolve_fileThatIsAPath_isRefusedBeforeTheSessionIsLookedFor(String file) {
        for (Object forged : new Object[] {
            new ObjectHandle("/no/such/session", file, 1, 0, null, null), new ManagerHandle("/no/such/session", file)
        }) {
            CodecException e = assertThrows(CodecException.class, () -> {
                if (forged instanceof ObjectHandle object) {
                    object.readResolve();
                } else {
                    ((ManagerHandle) forged).readResolve();
                }
            });
            assertTrue(e.toString().contains("file=" + file), e.toString());
        }
    }
}
