package dev.procession.stress;

import dev.procession.channel.ProcessQueue;
import dev.procession.shared.Manager;
import dev.procession.shared.ManagerException;
import dev.procession.shared.SharedCounter;
import dev.procession.shared.SharedList;
import dev.procession.shared.SharedMap;
import dev.procession.stress.Book.Fact;
import dev.procession.sync.ProcessLock;
import dev.procession.sync.ProcessSemaphore;
import java.io.Serializable;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/** What a client of a manager does until it is killed, or told to stop: all there is, in a random order. */
final class ManagerClient implements Participant.Job {
    static final int PERMITS = 2;
    static final Duration LEASE = Duration.ofSeconds(10);
    /** Number of messages that are left in the queue, so that each process that dies has some that outlive it. */
    private static final int ON_THEIR_WAY = 8;

    private final Book book;
    private final int seat;
    private final Things things;
    private final Client client;
    private final Random random;

    /** What they have in common. */
    record Things(
            Manager manager,
            Client.Objects objects,
            ProcessLock lock,
            ProcessSemaphore semaphore,
            SharedMap<Integer, SharedList<Integer>> nests,
            ProcessQueue<Message> messages)
            implements Serializable {}

    /** A proxy that is on its way, and since when. */
    record Message(SharedCounter counter, long sentNanos) implements Serializable {}

    ManagerClient(Book book, int seat, Things things) {
        this.book = book;
        this.seat = seat;
        this.things = things;
        client = new Client(book, seat, things.objects());
        random = new Random(seat);
    }

    @Override
    public boolean step(boolean isLast) throws InterruptedException {
        switch (random.nextInt(9)) {
            case 0 -> client.merge();
            case 1 -> compute();
            case 2 -> client.count();
            case 3 -> client.offer();
            case 4 -> client.poll();
            case 5 -> lock();
            case 6 -> permit();
            case 7 -> nest();
            default -> {
                send();
                if (things.messages().size() > ON_THEIR_WAY) {
                    receive();
                }
            }
        }
        return !isLast;
    }

    /** Runs here, between a read and a compare-and-set there. */
    private static final class OneMore implements BiFunction<String, Integer, Integer> {
        @Override
        @SuppressWarnings("NullAway") // BiFunction does not say that there may be no value
        public Integer apply(String key, Integer value) {
            return value == null ? 1 : value + 1;
        }
    }

    private void compute() {
        book.begin(seat, Op.COMPUTE);
        things.objects().counts().compute("computed", new OneMore());
        book.end(seat, Op.COMPUTE);
    }

    private void lock() throws InterruptedException {
        if (things.lock().tryLock(Participant.PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
            try {
                // Two calls, which nothing but the lock makes one.
                Integer before = things.objects().counts().get("locked");
                book.begin(seat, Op.LOCK);
                things.objects().counts().put("locked", before == null ? 1 : before + 1);
                book.end(seat, Op.LOCK);
            } finally {
                things.lock().unlock();
            }
        }
    }

    private void permit() throws InterruptedException {
        if (things.semaphore().tryAcquire(1, Participant.PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
            book.begin(seat, Op.PERMIT);
            things.objects().counter().get();
            things.semaphore().release();
            book.end(seat, Op.PERMIT);
        }
    }

    /** A list in the map of all, of which this keeps no proxy of its own. */
    private void nest() {
        book.begin(seat, Op.NEST);
        boolean isRight = isNested();
        if (!isRight) {
            book.add(seat, Fact.WRONG);
        }
        book.end(seat, Op.NEST);
    }

    private boolean isNested() {
        things.nests().put(seat, things.manager().list());
        for (int i = 0; i < 3; i++) {
            SharedList<Integer> list = things.nests().get(seat);
            if (list == null || list.size() != i) {
                return false;
            }
            list.add(i);
        }
        SharedList<Integer> removed = things.nests().remove(seat);
        return removed != null && removed.get(2) == 2;
    }

    private void send() {
        book.begin(seat, Op.SEND);
        if (things.messages().offer(new Message(things.manager().counter(seat), System.nanoTime()))) {
            book.end(seat, Op.SEND);
        } else {
            book.leave(seat);
        }
    }

    private void receive() {
        Message message = things.messages().poll();
        if (message == null) {
            return;
        }
        try {
            message.counter().incrementAndGet();
            book.add(seat, Fact.RECEIVED);
        } catch (ManagerException e) {
            // Half of the lease is for what the sender's lease is older than the message.
            if (System.nanoTime() - message.sentNanos() < LEASE.toNanos() / 2) {
                book.add(seat, Fact.LOST);
            }
        }
    }
}
