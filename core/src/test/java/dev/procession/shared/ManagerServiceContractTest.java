package dev.procession.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.pool.ProcessPool;
import dev.procession.pool.RemoteTaskException;
import dev.procession.testkit.Await;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Objects of the user's at the server, behind interfaces of the user's. */
@SuppressWarnings("NullAway") // arguments and results may be null
@Tag("process")
class ManagerServiceContractTest extends ManagerContractTest {
    interface Account {
        long deposit(long amount);

        long balance();

        /** Runs at the client. */
        default List<Long> both(long amount) {
            return List.of(ProcessHandle.current().pid(), deposit(amount));
        }

        long pid();

        void overdraw() throws IOException;

        void overdrawUndeclared();

        String echo(String text);

        int total(SharedMap<String, Integer> map);

        CompletionStage<String> later(String text);

        CompletableFuture<String> never();

        boolean hasBegun();

        boolean wasCancelled();

        void sleep() throws InterruptedException;

        boolean wasInterrupted();

        @ConcurrentCalls
        boolean isAsleep();

        @ConcurrentCalls
        void await() throws InterruptedException;

        @ConcurrentCalls
        void release();
    }

    static final class RealAccount implements Account {
        private final CountDownLatch released = new CountDownLatch(1);
        private final CompletableFuture<String> never = new CompletableFuture<>();
        private volatile boolean begun;
        private volatile boolean asleep;
        private volatile boolean interrupted;
        private long balance;

        RealAccount(long balance) {
            this.balance = balance;
        }

        @Override
        @SuppressWarnings("ThreadPriorityCheck") // to be interrupted by others, if any were let in
        public long deposit(long amount) {
            long before = balance;
            Thread.yield();
            balance = before + amount;
            return balance;
        }

        @Override
        public long balance() {
            return balance;
        }

        @Override
        public long pid() {
            return ProcessHandle.current().pid();
        }

        @Override
        public void overdraw() throws IOException {
            throw new IOException("balance=" + balance);
        }

        @Override
        public void overdrawUndeclared() {
            throw RealAccount.<RuntimeException>sneaky(new IOException("undeclared"));
        }

        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // so that it is not declared
        private static <T extends Exception> T sneaky(Exception thrown) throws T {
            throw (T) thrown;
        }

        @Override
        public String echo(String text) {
            return text;
        }

        @Override
        public int total(SharedMap<String, Integer> map) {
            map.put("seen", 100);
            return map.values().stream().mapToInt(Integer::intValue).sum();
        }

        @Override
        public CompletionStage<String> later(String text) {
            return CompletableFuture.supplyAsync(() -> {
                if (text.isEmpty()) {
                    throw new IllegalArgumentException("empty");
                }
                return text + "!";
            });
        }

        @Override
        public CompletableFuture<String> never() {
            begun = true;
            return never;
        }

        @Override
        public boolean hasBegun() {
            return begun;
        }

        @Override
        public boolean wasCancelled() {
            return never.isCancelled();
        }

        @Override
        public void sleep() throws InterruptedException {
            try {
                asleep = true;
                Thread.sleep(Long.MAX_VALUE);
            } catch (InterruptedException e) {
                interrupted = true;
                throw e;
            } finally {
                asleep = false;
            }
        }

        @Override
        public boolean isAsleep() {
            return asleep;
        }

        @Override
        public boolean wasInterrupted() {
            return interrupted;
        }

        @Override
        public void await() throws InterruptedException {
            released.await();
        }

        @Override
        public void release() {
            released.countDown();
        }
    }

    private Account account(long balance) {
        return manager().proxy(Account.class, () -> new RealAccount(balance));
    }

    @Test
    void call_ofAMethod_runsAtTheServer() {
        Account account = account(5);
        assertEquals(12, account.deposit(7));
        assertEquals(12, account.balance());
        assertEquals(isInParent(), account.pid() == ProcessHandle.current().pid());
        assertNull(account.echo(null));
        assertEquals("a", account.echo("a"));
    }

    @Test
    void call_ofADefaultMethod_runsHere() {
        assertEquals(List.of(ProcessHandle.current().pid(), 3L), account(1).both(2));
    }

    @Test
    void call_withAProxy_usesTheObjectItself() {
        SharedMap<String, Integer> map = manager().map();
        map.put("a", 1);
        assertEquals(101, account(0).total(map));
        assertEquals(100, map.get("seen"));
    }

    @Test
    void call_methodThrows_itArrivesWithTheServersTrace() {
        Account account = account(3);
        IOException thrown = assertThrows(IOException.class, account::overdraw);
        assertEquals("balance=3", thrown.getMessage());
        assertTrue(Arrays.stream(thrown.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(RealAccount.class.getName())));
        assertTrue(Arrays.stream(thrown.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().contains("ArrivesWithTheServersTrace")));
        RemoteTaskException wrapped = assertThrows(RemoteTaskException.class, account::overdrawUndeclared);
        assertInstanceOf(IOException.class, wrapped.getCause());
    }

    @Test
    void calls_ofManyThreads_runOneAtATime() throws Exception {
        Account account = account(0);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int k = 0; k < 100; k++) {
                    account.deposit(1);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(400, account.balance());
    }

    @Test
    void concurrentMethods_waitForEachOther() throws Exception {
        Account account = account(0);
        Thread waiter = Thread.ofPlatform().start(() -> {
            try {
                account.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertEquals(0, account.balance());
        account.release();
        waiter.join();
    }

    @Test
    void stages_areCompletedWhenTheServersAre() {
        Account account = account(0);
        assertEquals("a!", account.later("a").toCompletableFuture().join());
        CompletableFuture<String> failed = account.later("").toCompletableFuture();
        CompletionException thrown = assertThrows(CompletionException.class, failed::join);
        assertInstanceOf(IllegalArgumentException.class, thrown.getCause());
        CompletableFuture<String> never = account.never();
        assertFalse(never.isDone());
        // A call of such a method runs beside others; one that is cancelled before it begins has no effect.
        Await.until("the call to begin", account::hasBegun);
        assertFalse(account.wasCancelled());
        assertTrue(never.cancel(true));
        Await.until("the server's stage to be cancelled", account::wasCancelled);
    }

    @Test
    void interrupt_ofACall_interruptsItAtTheServer() throws Exception {
        Account account = account(0);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicReference<Boolean> stays = new AtomicReference<>();
        Thread caller = Thread.ofPlatform().start(() -> {
            try {
                account.sleep();
            } catch (Throwable t) {
                thrown.set(t);
                stays.set(Thread.currentThread().isInterrupted());
            }
        });
        Await.until("the call to be made", account::isAsleep);
        caller.interrupt();
        caller.join();
        assertInstanceOf(InterruptedException.class, thrown.get());
        assertEquals(true, stays.get());
        assertTrue(account.wasInterrupted());
    }

    /** Whether it has begun or not. */
    @Test
    void interrupt_beforeACall_isThrownAsTheMethodSays() {
        Account account = account(0);
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, account::sleep);
        assertTrue(Thread.interrupted());
        assertFalse(account.isAsleep());
    }

    @Test
    void proxies_ofOneObject_areEqualAndTravel() {
        Account account = account(1);
        SharedList<Account> list = manager().list();
        list.add(account);
        assertEquals(account, list.getFirst());
        assertEquals(account.hashCode(), list.getFirst().hashCode());
        assertNotEquals(account, account(1));
        assertTrue(account.toString().contains("Account"));
        list.getFirst().deposit(1);
        try (ProcessPool pool = px().pool(1)) {
            assertEquals(5, pool.apply(() -> account.deposit(3)));
        }
        assertEquals(List.of(5L), list.map(each -> each.balance()));
    }

    @Test
    void name_askedForTwice_isMadeOnce() {
        Account one = manager().proxy("account", Account.class, () -> new RealAccount(1));
        Account other = manager().proxy("account", Account.class, () -> new RealAccount(2));
        assertEquals(one, other);
        assertEquals(1, other.balance());
        assertThrows(IllegalArgumentException.class, () -> manager().proxy("account", Runnable.class, () -> () -> {}));
        assertTrue(manager().remove("account"));
        assertEquals(
                3,
                manager()
                        .proxy("account", Account.class, () -> new RealAccount(3))
                        .balance());
        assertEquals(1, one.balance());
        assertTrue(manager().remove("account"));
    }

    @Test
    void factory_throws_itArrivesAndTheNameIsFree() {
        IOException cause = assertInstanceOf(
                IOException.class,
                assertThrows(
                                RemoteTaskException.class,
                                () -> manager().proxy("failing", Account.class, () -> {
                                    throw new IOException("no account");
                                }))
                        .getCause());
        assertEquals("no account", cause.getMessage());
        assertFalse(manager().remove("failing"));
        assertThrows(IllegalArgumentException.class, () -> manager().proxy(String.class, () -> "no interface"));
        assertThrows(NullPointerException.class, () -> manager().proxy(Account.class, () -> null));
    }

    interface Door extends AutoCloseable {
        boolean isOpen();

        @Override
        void close();
    }

    record RealDoor(SharedCounter closed) implements Door {
        @Override
        public boolean isOpen() {
            return closed.get() == 0;
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    private void openDoor(SharedCounter closed) {
        assertTrue(manager().proxy(Door.class, () -> new RealDoor(closed)).isOpen());
    }

    @Test
    void closeable_freed_isClosed() {
        SharedCounter closed = manager().counter(0);
        openDoor(closed);
        Await.until("the door to be closed", () -> {
            System.gc();
            return closed.get() == 1;
        });
    }
}
