package dev.procession.stress;

import dev.procession.Procession;
import dev.procession.channel.ProcessQueue;
import dev.procession.pool.ProcessPool;
import dev.procession.process.Output;
import dev.procession.shared.Manager;
import dev.procession.shared.SharedCounter;
import java.io.IOException;

/** A program with a session of its own that has a bit of everything, and never ends by itself. */
public final class Orphan {
    static final String READY = "ready";

    private Orphan() {}

    /** Says that it is ready, and goes on until it is killed, or the process that was to kill it is gone. */
    public static void main(String[] args) throws Exception {
        Thread.ofPlatform().daemon().start(Orphan::endWithInput);
        try (Procession px = Procession.builder().output(Output.DISCARD).build();
                ProcessPool pool = px.pool(1);
                Manager manager = px.manager()) {
            ProcessQueue<Integer> queue = px.queue(16);
            SharedCounter counter = manager.counter(0);
            px.start(() -> {
                while (true) {
                    queue.put(1);
                    counter.incrementAndGet();
                }
            });
            for (int i = 0; ; i++) {
                int _ = pool.apply(x -> x + 1, queue.take());
                if (i == 0) {
                    System.out.println(READY);
                }
            }
        }
    }

    private static void endWithInput() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is ever said.
            }
        } catch (IOException e) {
            // As good as the end.
        }
        Runtime.getRuntime().halt(1);
    }
}
