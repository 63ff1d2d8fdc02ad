package dev.procession.stress;

import dev.procession.Procession;
import dev.procession.process.ProcessionException;
import dev.procession.stress.Book.Fact;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Stream;

/** The body of a process that has a seat: does one thing after the other until it is killed, or the round ends. */
final class Participant {
    /** How long an operation waits, in milliseconds. */
    static final long PATIENCE_MILLIS = 20;
    /** Otherwise a dozen of these would take all of the processors. */
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(400);

    private static final int HELD_ONE_IN = 8;
    private static final long HELD_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private Participant() {}

    /** What a participant does. */
    interface Job {
        /**
         * Does one thing.
         *
         * @param isLast whether the round is over
         * @return whether there is more to do
         */
        boolean step(boolean isLast) throws InterruptedException;
    }

    /**
     * Takes the seat where all faults are to be borne: failures that they may have are counted.
     *
     * @param file where the round's book is
     */
    static void run(String file, int seat, Function<? super Book, ? extends Job> makes) throws InterruptedException {
        loadAll();
        Book book = Book.open(Path.of(file), Arena.global());
        Job job = makes.apply(book);
        while (step(book, seat, job)) {
            book.add(seat, Fact.STEPS);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Takes the seat where only kills are to be borne: any failure ends the process. */
    static void runStrictly(String file, int seat, Function<? super Book, ? extends Job> makes)
            throws InterruptedException {
        Book book = Book.open(Path.of(file), Arena.global());
        Job job = makes.apply(book);
        while (job.step(book.isStopped())) {
            book.add(seat, Fact.STEPS);
        }
    }

    /** Has what it has in its hands for a while now and then, so that a kill or a stop finds it there. */
    static void hold(int turn) {
        if (turn % HELD_ONE_IN == 0) {
            LockSupport.parkNanos(HELD_NANOS);
        }
    }

    private static boolean step(Book book, int seat, Job job) throws InterruptedException {
        try {
            boolean goesOn = job.step(book.isStopped());
            book.leave(seat);
            return goesOn;
        } catch (ProcessionException e) {
            Failure failure = Failure.of(e);
            if (failure == null) {
                throw e;
            }
            book.add(seat, failure);
            book.leave(seat);
            return true;
        }
    }

    /**
     * A process that can open no file cannot load a class from a directory; that is the JDK's limit, and not under
     * test.
     */
    private static void loadAll() {
        for (Class<?> one : new Class<?>[] {Procession.class, Participant.class}) {
            Path place = Path.of(URI.create(
                    one.getProtectionDomain().getCodeSource().getLocation().toString()));
            if (Files.isDirectory(place)) {
                try (Stream<Path> files = Files.walk(place)) {
                    files.map(file -> place.relativize(file).toString())
                            .filter(name -> name.endsWith(".class") && !name.contains("-info"))
                            .forEach(name -> load(name.substring(0, name.length() - ".class".length())
                                    .replace('/', '.')));
                } catch (IOException e) {
                    throw new UncheckedIOException("the classes in " + place + " cannot be listed", e);
                }
            }
        }
    }

    private static void load(String name) {
        try {
            Class.forName(name, false, Participant.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("a class that was just seen is not there: " + name, e);
        }
    }
}
