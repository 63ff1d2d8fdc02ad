package dev.procession.examples;

import dev.procession.Procession;
import dev.procession.process.ChildProcess;
import dev.procession.shared.ConcurrentCalls;
import dev.procession.shared.Manager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An object of one's own in the manager's process, used by several others through an interface. */
public final class SharedCustom {
    private static final int PROCESSES = 3;
    private static final int DEPOSITS = 100;

    private SharedCustom() {}

    /** What processes see of the object. */
    interface Account {
        void deposit(long amount);

        void withdraw(long amount) throws OverdrawnException;

        long balance();

        /** Runs in the caller's process, and calls from there. */
        default boolean tryWithdraw(long amount) {
            try {
                withdraw(amount);
                return true;
            } catch (OverdrawnException e) {
                return false;
            }
        }

        /** Returns at once; its stage is complete when there is so much. */
        CompletionStage<Long> whenBalanceIs(long amount);

        /** Waits until there is so much. It is for others to bring it, so their calls may run beside this one. */
        @ConcurrentCalls
        long awaitBalance(long amount) throws InterruptedException;

        /** In which process the object is. */
        long process();
    }

    /** There is less than was wanted. */
    static final class OverdrawnException extends Exception {
        private static final long serialVersionUID = 1L;

        OverdrawnException(String message) {
            super(message);
        }
    }

    /**
     * The object. Without the two methods that wait it would need no lock: calls of other methods come one at a time.
     */
    private static final class Vault implements Account {
        private final Map<Long, CompletableFuture<Long>> wanted = new LinkedHashMap<>();
        private long balance;

        @Override
        public synchronized void deposit(long amount) {
            balance += amount;
            wanted.forEach((least, stage) -> {
                if (balance >= least) {
                    stage.complete(balance);
                }
            });
            notifyAll();
        }

        @Override
        public synchronized void withdraw(long amount) throws OverdrawnException {
            if (amount > balance) {
                throw new OverdrawnException("balance " + balance + ", wanted " + amount);
            }
            balance -= amount;
        }

        @Override
        public synchronized long balance() {
            return balance;
        }

        @Override
        public synchronized CompletionStage<Long> whenBalanceIs(long amount) {
            return balance >= amount
                    ? CompletableFuture.completedFuture(balance)
                    : wanted.computeIfAbsent(amount, least -> new CompletableFuture<>());
        }

        @Override
        public synchronized long awaitBalance(long amount) throws InterruptedException {
            while (balance < amount) {
                wait();
            }
            return balance;
        }

        @Override
        public long process() {
            return ProcessHandle.current().pid();
        }
    }

    /** Runs the example. */
    public static void main(String[] args) throws Exception {
        try (Procession px = Procession.local();
                Manager manager = px.manager()) {
            Account account = manager.proxy(Account.class, Vault::new);
            Expect.that(
                    "in another process",
                    true,
                    account.process() != ProcessHandle.current().pid());

            int all = PROCESSES * DEPOSITS;
            CompletionStage<Long> half = account.whenBalanceIs(all / 2);
            List<ChildProcess> children = new ArrayList<>();
            for (int i = 0; i < PROCESSES; i++) {
                children.add(px.start(() -> {
                    for (int deposit = 0; deposit < DEPOSITS; deposit++) {
                        account.deposit(1);
                    }
                }));
            }
            Expect.that(
                    "a stage, complete at",
                    (long) all / 2,
                    half.toCompletableFuture().join());
            Expect.that("a call that waited", (long) all, account.awaitBalance(all));
            for (ChildProcess child : children) {
                child.join();
            }
            Expect.that("balance after the deposits of " + PROCESSES + " processes", (long) all, account.balance());

            Expect.that("withdraw a little", true, account.tryWithdraw(1));
            Expect.that("withdraw too much", false, account.tryWithdraw(all));
            try {
                account.withdraw(all);
                throw new IllegalStateException("more was withdrawn than there was");
            } catch (OverdrawnException e) {
                Expect.that(
                        "what is thrown there arrives here", "balance 299, wanted 300", String.valueOf(e.getMessage()));
                StackTraceElement top = e.getStackTrace()[0];
                Expect.that(
                        "thrown in",
                        Vault.class.getName() + ".withdraw",
                        top.getClassName() + "." + top.getMethodName());
            }
        }
    }
}
