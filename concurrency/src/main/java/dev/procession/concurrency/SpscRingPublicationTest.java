package dev.procession.concurrency;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.ring.SpscConsumer;
import dev.procession.internal.ring.SpscProducer;
import dev.procession.internal.ring.SpscRing;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** The ring of one producer and one consumer: each record whole, in order, or not there yet. */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "nothing yet")
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "the first")
@Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "both")
@State
public class SpscRingPublicationTest {
    private final SharedWords words = Memory.ofBytes(SpscRing.bytes(256));
    private final SpscProducer producer;
    private final SpscConsumer consumer;

    /** An empty ring. */
    public SpscRingPublicationTest() {
        SpscRing.lay(words, 0, 256);
        producer = new SpscProducer(new SpscRing(new OneJvm(words, 1), 0, 0), new NoSpace());
        consumer = new SpscConsumer(new SpscRing(new OneJvm(words, 2), 0, 0));
    }

    private void send(long value) {
        words.putLong(producer.claim(Long.BYTES), value);
        producer.append(0, Long.BYTES);
        producer.publish();
    }

    private long receive() {
        if (!consumer.next()) {
            return 0;
        }
        long value = words.getLong(consumer.at());
        consumer.take();
        return value;
    }

    @Actor
    public void producer() {
        send(1);
        send(2);
    }

    @Actor
    public void consumer(JJ_Result result) {
        result.r1 = receive();
        result.r2 = result.r1 == 0 ? 0 : receive();
    }
}
