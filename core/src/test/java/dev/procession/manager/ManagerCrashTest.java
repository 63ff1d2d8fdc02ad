package dev.procession.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.Procession;
import dev.procession.channel.ProcessQueue;
import dev.procession.process.ChildProcess;
import dev.procession.process.Output;
import dev.procession.shared.Manager;
import dev.procession.shared.ManagerDiedException;
import dev.procession.shared.ManagerException;
import dev.procession.shared.ManagerOptions;
import dev.procession.shared.SharedCounter;
import dev.procession.shared.SharedDeque;
import dev.procession.shared.SharedMap;
import dev.procession.sync.ProcessEvent;
import dev.procession.testkit.Await;
import dev.procession.testkit.JavaProcess;
import dev.procession.testkit.Signals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the death, the stop and the end of a manager's server are to its clients. */
@Tag("process")
class ManagerCrashTest {

    /** Something of the user's that does not return. */
    interface Sleeper {
        void sleep() throws InterruptedException;
    }

    private static Procession session() {
        return Procession.builder().output(Output.DISCARD).build();
    }

    static long serverPid(Manager manager) {
        SharedMap<String, Long> map = manager.map();
        return map.compute("pid", (key, value) -> ProcessHandle.current().pid());
    }

    private static <T> FutureTask<T> inThread(List<FutureTask<?>> all, Callable<T> body) {
        FutureTask<T> task = new FutureTask<>(body);
        all.add(task);
        Thread.ofPlatform().daemon().start(task);
        return task;
    }

    private static Throwable failureOf(FutureTask<?> task) throws Exception {
        try {
            return new AssertionError("returned " + task.get());
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    /** Every kind of call that does not return by itself. */
    private static List<FutureTask<?>> allKindsOfWaits(Manager manager) throws Exception {
        SharedDeque<String> empty = manager.deque();
        SharedDeque<String> full = manager.queue(1);
        full.put("x");
        SharedMap<String, Integer> busy = manager.map();
        SharedCounter running = manager.counter(0);
        Sleeper sleeper = manager.proxy(Sleeper.class, () -> () -> {
            running.incrementAndGet();
            Thread.sleep(Long.MAX_VALUE);
        });
        List<FutureTask<?>> all = new ArrayList<>();
        inThread(all, empty::take);
        inThread(all, () -> empty.pollLast(1000, TimeUnit.DAYS));
        inThread(all, () -> {
            full.put("y");
            return null;
        });
        inThread(
                all,
                () -> busy.compute("a", (key, value) -> {
                    running.incrementAndGet();
                    Thread.sleep(Long.MAX_VALUE);
                    return 1;
                }));
        Await.until("the function to run", () -> running.get() == 1);
        // Behind it.
        inThread(all, () -> busy.put("b", 1));
        inThread(all, busy::size);
        inThread(all, () -> {
            sleeper.sleep();
            return null;
        });
        CompletableFuture<String> taken = empty.takeAsync();
        CompletableFuture<Integer> put = busy.putAsync("c", 1);
        inThread(all, taken::get);
        inThread(all, put::get);
        Await.until("the proxy's call to run", () -> running.get() == 2);
        return all;
    }

    private static Throwable unwrapped(Throwable failure) {
        return failure instanceof ExecutionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    @Test
    void serverKilled_inEveryKindOfWait_eachCallFailsAndSaysHow() throws Exception {
        try (Procession px = session();
                Manager manager = px.manager("it")) {
            List<FutureTask<?>> waits = allKindsOfWaits(manager);
            SharedDeque<Integer> many = manager.deque();
            for (int i = 0; i < 2000; i++) {
                many.addAsync(i);
            }
            Iterator<Integer> iterator = many.iterator();
            iterator.next();
            long pid = serverPid(manager);

            ProcessHandle.of(pid).orElseThrow().destroyForcibly();

            for (FutureTask<?> wait : waits) {
                Throwable failure = unwrapped(failureOf(wait));
                assertInstanceOf(ManagerDiedException.class, failure);
                assertTrue(String.valueOf(failure.getMessage()).contains("SIGKILL"), failure.toString());
            }
            assertThrows(ManagerDiedException.class, () -> iterator.forEachRemaining(element -> {}));
            assertThrows(ManagerDiedException.class, manager::size);
            try (Manager next = px.manager("it")) {
                SharedMap<String, Integer> map = next.map("m");
                map.put("a", 1);
                assertEquals(1, map.merge("a", 1, (one, other) -> one + other) - 1);
                assertFalse(pid == serverPid(next));
            }
        }
    }

    @Test
    void serverKilled_aChildWaits_itFailsThereToo() throws Exception {
        try (Procession px = session();
                Manager manager = px.manager()) {
            SharedDeque<String> empty = manager.deque();
            ProcessQueue<String> told = px.queue(4);
            List<ChildProcess> children = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                children.add(px.start(() -> {
                    told.put("waits");
                    try {
                        empty.take();
                    } catch (ManagerDiedException e) {
                        told.put("died");
                    }
                }));
            }
            told.take();
            told.take();

            ProcessHandle.of(serverPid(manager)).orElseThrow().destroyForcibly();

            assertEquals("died", told.take());
            assertEquals("died", told.take());
            for (ChildProcess child : children) {
                child.join();
                assertEquals(0, child.exitCode().getAsInt());
            }
        }
    }

    @Test
    void close_managerInTheParentWithWaitingClients_eachFails() throws Exception {
        try (Procession px = session()) {
            Manager manager = px.manager(ManagerOptions.inParent());
            List<FutureTask<?>> waits = allKindsOfWaits(manager);
            SharedDeque<String> empty = manager.deque();
            SharedDeque<String> full = manager.queue(1);
            full.put("x");
            ProcessQueue<String> told = px.queue(4);
            px.start(() -> {
                told.put("takes");
                try {
                    empty.take();
                } catch (ManagerException e) {
                    told.put("closed");
                }
            });
            px.start(() -> {
                CompletableFuture<String> taken = empty.takeAsync();
                told.put("takes");
                try {
                    taken.get();
                } catch (ExecutionException e) {
                    told.put(e.getCause() instanceof ManagerException ? "closed" : e.toString());
                }
            });
            assertEquals("takes", told.take());
            assertEquals("takes", told.take());

            manager.close();

            for (FutureTask<?> wait : waits) {
                Throwable failure = unwrapped(failureOf(wait));
                // What runs is interrupted, and may say so itself.
                assertTrue(
                        failure instanceof ManagerException
                                || failure instanceof InterruptedException
                                || String.valueOf(failure.getMessage()).contains("Interrupted"),
                        failure.toString());
            }
            assertEquals("closed", told.take());
            assertEquals("closed", told.take());
        }
    }

    @Test
    void close_manyManagersOneAfterTheOther_leaveNoFiles() throws Exception {
        try (Procession px = session()) {
            ProcessQueue<Manager> toChild = px.queue(4);
            ProcessQueue<String> told = px.queue(4);
            ChildProcess child = px.start(() -> {
                for (Manager manager : toChild.untilClosed()) {
                    SharedMap<String, byte[]> map = manager.map("m");
                    map.put("long", new byte[100_000]);
                    told.put("used");
                }
            });
            int before = -1;
            for (int i = 0; i < 6; i++) {
                Manager manager = px.manager(ManagerOptions.inParent());
                toChild.put(manager);
                told.take();
                manager.close();
                int files = Files.count(told);
                if (before < 0) {
                    before = files;
                }
                assertEquals(before, files, "files of the session after manager " + i);
            }
            toChild.close();
            child.join();
            assertEquals(0, child.exitCode().getAsInt());
        }
    }

    /** Looks into a session's directory. */
    private static final class Files {
        static int count(ProcessQueue<?> queue) {
            dev.procession.internal.session.OpenSegment segment = (dev.procession.internal.session.OpenSegment)
                    ((dev.procession.internal.wait.SegmentResident) queue).context();
            String[] names = segment.session()
                    .directory()
                    .toFile()
                    .list((parent, name) -> name.startsWith("s-") || name.startsWith("x-"));
            return names == null ? -1 : names.length;
        }
    }

    @Test
    void serverStopped_callsWait_andGoOnWhenItIsContinued() throws Exception {
        try (Procession px = session();
                Manager manager = px.manager(ManagerOptions.defaults().withTravelLease(Duration.ofMillis(200)))) {
            SharedMap<String, Integer> map = manager.map();
            SharedDeque<String> deque = manager.deque();
            long pid = serverPid(manager);
            List<FutureTask<?>> waits = new ArrayList<>();
            inThread(waits, deque::take);
            Signals.stop(pid);
            try {
                for (int i = 0; i < 5; i++) {
                    int number = i;
                    inThread(waits, () -> map.put("k" + number, number));
                    inThread(waits, () -> map.merge("sum", number, (one, other) -> one + other));
                }
                inThread(waits, () -> deque.offer("x"));
                for (FutureTask<?> wait : waits) {
                    assertFalse(wait.isDone());
                }
            } finally {
                Signals.send(pid, "CONT");
            }
            for (FutureTask<?> wait : waits) {
                wait.get();
            }
            assertEquals(10, map.get("sum"));
            assertEquals(6, map.size());
        }
    }

    @Test
    void clientStopped_othersGoOn_andItsThingsStay() throws Exception {
        try (Procession px = session();
                Manager manager = px.manager(ManagerOptions.defaults().withTravelLease(Duration.ofMillis(100)))) {
            SharedDeque<String> answers = manager.deque("answers");
            SharedDeque<String> questions = manager.deque("questions");
            ProcessEvent ready = px.event();
            ChildProcess child = px.start(() -> {
                SharedMap<String, String> own = manager.map();
                own.put("mine", "still here");
                ready.set();
                while (true) {
                    answers.put(own.get(questions.take()));
                }
            });
            ready.await();
            Signals.stop(child.pid());
            SharedCounter counter = manager.counter(0);
            for (int i = 0; i < 1000; i++) {
                counter.incrementAndGet();
                // What is made and dropped meanwhile is swept, and the stopped one's is not.
                manager.map().put("x", manager.list());
            }
            assertEquals(1000, counter.get());
            questions.put("mine");
            Signals.send(child.pid(), "CONT");
            assertEquals("still here", answers.take());
            child.kill();
        }
    }

    /** A parent with a manager and a client, all of which must end with it. */
    static final class Parent {
        public static void main(String[] args) throws Exception {
            Procession px = Procession.builder().build();
            Manager manager = px.manager("it");
            SharedDeque<String> empty = manager.deque();
            ProcessEvent waits = px.event();
            ChildProcess child = px.start(() -> {
                waits.set();
                empty.take();
            });
            waits.await();
            System.out.println("server=" + serverPid(manager));
            System.out.println("client=" + child.pid());
            empty.take();
        }
    }

    @Test
    void parentKilled_withAManagerAndAWaitingClient_bothEnd() {
        try (JavaProcess parent = JavaProcess.running(Parent.class).start()) {
            long server = Long.parseLong(parent.awaitLine("server="));
            long client = Long.parseLong(parent.awaitLine("client="));

            parent.kill();

            Await.until(
                    "server and client to end",
                    () -> ProcessHandle.of(server).isEmpty()
                            && ProcessHandle.of(client).isEmpty());
        }
    }
}
