package dev.procession.internal.sync;

class SharedMeetingContractTest extends MeetingContractTest {
    @Override
    Synchronizers open() {
        return new SessionSynchronizers();
    }
}
