package dev.procession.internal.supervise;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.process.ExitStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is concluded from how a child ended. */
class DeathTest {
    private static ExitReport death(int status, boolean exited, String exitedBy, String... stdout) {
        return new ExitReport(new ExitStatus(status), exited, exitedBy, List.of(), List.of(stdout), null);
    }

    @Test
    void isByRequest_signalBeforeTheChildAnnouncesItsExits_is() {
        assertTrue(death(143, false, "").isByRequest());
        assertTrue(death(130, false, "").isFromOutside());
    }

    @Test
    void isByRequest_announcedExitThatNoThreadCalledFor_is() {
        assertTrue(death(143, true, "").isByRequest());
        assertTrue(death(143, true, "").isFromOutside());
    }

    @Test
    void isByRequest_exitThatAThreadCalledFor_isNot() {
        assertFalse(death(143, true, "thread \"main\" at App.main(App.java:1)").isByRequest());
        assertFalse(death(143, true, "thread \"main\" at App.main(App.java:1)").isFromOutside());
    }

    @Test
    void isByRequest_jvmThatWasShutDownWhileItBooted_isAndMayComeUpNextTime() {
        ExitReport shutDown = death(
                1,
                false,
                "",
                "Error occurred during initialization of VM",
                "java.lang.InternalError: Bad level: 2",
                "\tat jdk.internal.misc.VM.initLevel(java.base@25.0.3/VM.java:64)");

        assertTrue(shutDown.isByRequest());
        assertFalse(shutDown.isPermanent());
        assertTrue(death(1, false, "", "Error occurred during initialization of VM")
                .isPermanent());
        assertFalse(death(1, false, "", "Error occurred during initialization of VM")
                .isByRequest());
    }

    @Test
    void isFromOutside_kill_isAndNoRequest() {
        assertTrue(death(137, false, "").isFromOutside());
        assertFalse(death(137, false, "").isByRequest());
    }
}
