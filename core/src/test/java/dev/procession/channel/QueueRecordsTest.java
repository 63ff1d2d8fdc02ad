package dev.procession.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.procession.Procession;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A flight recording knows the life of queues. */
@Tag("process")
class QueueRecordsTest {
    @Test
    void recording_hasOpeningAndClosing(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("records.jfr");
        try (Recording recording = new Recording();
                Procession px = Procession.local()) {
            recording.start();
            ProcessQueue<String> queue = px.queue("recorded", 10);
            queue.put("one");
            queue.close();
            queue.close();
            recording.stop();
            recording.dump(file);
        }

        List<RecordedEvent> events = RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("dev.procession.Queue"))
                .toList();
        assertEquals(
                List.of("dev.procession.QueueOpen", "dev.procession.QueueClose"),
                events.stream().map(event -> event.getEventType().getName()).toList());
        assertEquals(10, events.getFirst().getLong("capacity"));
        assertEquals(1, events.getLast().getLong("left"));
    }
}
