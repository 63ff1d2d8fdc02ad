package dev.procession.examples;

import dev.procession.Procession;
import dev.procession.channel.ProcessQueue;
import dev.procession.process.ChildProcess;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Two child processes that put what they found into one queue, and a parent that takes it. */
public final class ProcessesAndQueue {
    private ProcessesAndQueue() {}

    /** What a child tells. */
    record Message(long pid, String text) {}

    /** Runs the example. */
    public static void main(String[] args) throws InterruptedException {
        try (Procession px = Procession.local()) {
            ProcessQueue<Message> queue = px.queue(10);
            long mine = ProcessHandle.current().pid();
            ChildProcess first = px.start(() -> tell(queue, "hello from the first"));
            ChildProcess second = px.start(() -> tell(queue, "hello from the second"));

            List<String> texts = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Message message = queue.take();
                Expect.that("from another process", true, message.pid() != mine);
                texts.add(message.text());
            }
            // Which of them came first, the scheduler knows.
            Collections.sort(texts);
            Expect.that("messages", List.of("hello from the first", "hello from the second"), texts);

            first.join();
            second.join();
            Expect.that("exit code of the first", 0, first.exitCode().getAsInt());
            Expect.that("exit code of the second", 0, second.exitCode().getAsInt());
        }
    }

    private static void tell(ProcessQueue<Message> queue, String text) throws InterruptedException {
        queue.put(new Message(ProcessHandle.current().pid(), text));
    }
}
