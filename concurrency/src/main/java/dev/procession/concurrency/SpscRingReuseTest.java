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

/** The room that a consumer gives back: the producer does not write there before it was read. */
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "the ring was full still")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "its room was used again")
@State
public class SpscRingReuseTest {
    private static final int CAPACITY = 256;
    private final SharedWords words = Memory.ofBytes(SpscRing.bytes(CAPACITY));
    private final SpscProducer producer;
    private final SpscConsumer consumer;

    /** A full ring. */
    public SpscRingReuseTest() {
        SpscRing.lay(words, 0, CAPACITY);
        producer = new SpscProducer(new SpscRing(new OneJvm(words, 1), 0, 0), new NoSpace());
        consumer = new SpscConsumer(new SpscRing(new OneJvm(words, 2), 0, 0));
        long value = 1;
        while (send(value)) {
            value++;
        }
    }

    private boolean send(long value) {
        long at = producer.claim(Long.BYTES);
        if (at < 0) {
            return false;
        }
        words.putLong(at, value);
        producer.append(0, Long.BYTES);
        producer.publish();
        return true;
    }

    @Actor
    public void producer(JJ_Result result) {
        result.r2 = send(99) ? 1 : 0;
    }

    @Actor
    public void consumer(JJ_Result result) {
        consumer.next();
        result.r1 = words.getLong(consumer.at());
        consumer.take();
        consumer.release();
    }
}
