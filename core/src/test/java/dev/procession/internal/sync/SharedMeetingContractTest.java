package dev.procession.internal.sync;

import org.junit.jupiter.api.Tag;

@Tag("process")
class SharedMeetingContractTest extends MeetingContractTest {
    @Override
    Synchronizers open() {
        return new SessionSynchronizers();
    }
}
