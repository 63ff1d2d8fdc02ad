package dev.procession.internal.manager;

import dev.procession.function.Task;
import dev.procession.internal.proxy.ManagedPool;
import dev.procession.internal.proxy.MethodTable;
import dev.procession.internal.proxy.ObjectKind;
import dev.procession.internal.proxy.Operation;
import java.lang.ref.Reference;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An object of the user's, made by the first call that comes for it. */
final class ManagedService extends ManagedObject {
    private final WaitForGraph waits;
    private final Class<?> type;
    private final MethodTable methods;
    private final ReentrantLock making = new ReentrantLock();
    /** Calls whose stages are not complete, which may be cancelled. */
    private final Map<Invocation, CompletableFuture<?>> stages = new ConcurrentHashMap<>();

    private volatile @Nullable Object object;
    /** The call whose factory runs. */
    private volatile @Nullable Invocation maker;
    /** Whether the factory failed; guarded by {@code making}. */
    private boolean failed;

    /**
     * One that is still to be made.
     *
     * @throws IllegalArgumentException if {@code type} is not an interface
     */
    ManagedService(ObjectHost host, WaitForGraph waits, Class<?> type) {
        super(host, ObjectKind.SERVICE);
        this.waits = waits;
        this.type = type;
        methods = MethodTable.of(type);
    }

    /** What it is used through. */
    Class<?> type() {
        return type;
    }

    /**
     * Makes the object, if nobody has.
     *
     * @param onFailure takes the name away, before anybody else looks
     * @return whether there is one; {@code false} if another's factory failed
     * @throws IllegalStateException if {@code call} is made by the very factory it would wait for, directly or in a
     *     circle
     * @throws Exception what this factory throws
     */
    boolean make(Invocation invocation, Task<?> factory, Runnable onFailure) throws Exception {
        if (!making.tryLock()) {
            if (!waits.mayWait(invocation, () -> maker)) {
                throw new IllegalStateException("manager: the factory of a " + type.getName()
                        + " asks for the very object it is to make, or for one whose factory waits for it");
            }
            making.lockInterruptibly();
            invocation.waitsFor = null;
        }
        try {
            if (object == null && !failed) {
                maker = invocation;
                failed = true;
                object = type.cast(Objects.requireNonNull(factory.call(), "what the factory made"));
                failed = false;
            }
            return !failed;
        } catch (ClassCastException e) {
            throw new IllegalArgumentException("manager: what the factory made is no " + type.getName(), e);
        } finally {
            if (failed) {
                onFailure.run();
            }
            maker = null;
            making.unlock();
        }
    }

    private Method method(int number) {
        Method method = methods.method(number);
        // The interface may be private to its file.
        method.trySetAccessible();
        return method;
    }

    @Override
    public boolean isConcurrent(Invocation invocation) {
        int number = invocation.source().peekInt(Integer.BYTES);
        return invocation.operation() == Operation.INVOKE
                && methods.has(number)
                && MethodTable.isConcurrent(method(number));
    }

    @Override
    public boolean perform(Invocation invocation) throws Exception {
        if (invocation.operation() != Operation.INVOKE) {
            throw unknown(invocation);
        }
        if (invocation.getInt() != methods.fingerprint()) {
            throw new IllegalArgumentException("manager: this process and the manager's have different versions of "
                    + type.getName() + "; start both from one class path");
        }
        Method method = method(invocation.getInt());
        @Nullable Object[] arguments = new @Nullable Object[method.getParameterCount()];
        if (invocation.getInt() != arguments.length) {
            throw new ProtocolException("arguments of " + method + " are not " + arguments.length);
        }
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = invocation.getObject();
        }
        Object made = object;
        if (made == null) {
            throw new IllegalStateException(
                    "manager: the " + type.getName() + " is not made yet, or its factory failed");
        }
        boolean isWorkers = made instanceof ManagedPool && invocation.source().remaining() >= Long.BYTES;
        Object result =
                isWorkers ? invokeFor(invocation.getLong(), method, made, arguments) : invoke(method, made, arguments);
        if (MethodTable.isAsynchronous(method)) {
            await(invocation, method, (CompletionStage<?>) result);
            return false;
        }
        invocation.answer().putObject(result);
        return true;
    }

    private static @Nullable Object invokeFor(long pid, Method method, Object target, @Nullable Object[] arguments)
            throws Exception {
        ManagedPool.callFor(pid);
        try {
            return invoke(method, target, arguments);
        } finally {
            ManagedPool.callFor(0);
        }
    }

    private static @Nullable Object invoke(Method method, Object target, @Nullable Object[] arguments)
            throws Exception {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            Throwable thrown = e.getCause();
            if (thrown instanceof Exception exception) {
                throw exception;
            }
            if (thrown instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }

    /** The call is answered when its stage is complete. */
    private void await(Invocation invocation, Method method, @Nullable CompletionStage<?> stage) {
        Objects.requireNonNull(stage, () -> "what " + method + " returned");
        CompletableFuture<?> future = stage.toCompletableFuture();
        stages.put(invocation, future);
        if (!invocation.park()) {
            removeWaiter(invocation);
            invocation.withdraw();
            return;
        }
        stage.whenComplete((value, failure) -> {
            stages.remove(invocation);
            if (failure != null) {
                invocation.fail(
                        failure instanceof CompletionException && failure.getCause() != null
                                ? failure.getCause()
                                : failure);
                return;
            }
            try {
                invocation.complete(host().encode(value));
            } catch (RuntimeException e) { // what cannot be sent is the call's failure
                invocation.fail(e);
            } finally {
                // Objects of the manager that only this refers to are held by the caller first.
                Reference.reachabilityFence(value);
            }
        });
    }

    /** In a thread of its own, and without a turn: what depends on a stage is the user's. */
    @Override
    public void removeWaiter(Invocation invocation) {
        CompletableFuture<?> future = stages.remove(invocation);
        if (future != null) {
            Thread.ofVirtual().name("procession-manager-cancel").start(() -> future.cancel(true));
        }
    }

    @Override
    void trace(Consumer<? super EncodedValue> visitor) {
        // What it refers to, this process holds.
    }

    @Override
    boolean closesSlowly() {
        return object instanceof AutoCloseable;
    }

    /** An object that can be closed is. */
    @Override
    void end() throws Exception {
        if (object instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }
}
