package dev.procession.internal.sync;

class HeapMeetingContractTest extends MeetingContractTest {
    @Override
    Synchronizers open() {
        return new HeapSynchronizers();
    }
}
