package dev.procession.internal.proxy;

import dev.procession.channel.JoinableQueue;
import dev.procession.channel.QueueOptions;
import dev.procession.function.Task;
import dev.procession.internal.handle.HandleSource;
import dev.procession.internal.handle.SessionCodecs;
import dev.procession.internal.handle.SharedObjectFactory;
import dev.procession.internal.session.SessionAttachment;
import dev.procession.internal.session.SessionRegistry;
import dev.procession.pool.PoolOptions;
import dev.procession.shared.Manager;
import dev.procession.shared.Namespace;
import dev.procession.shared.SharedCounter;
import dev.procession.shared.SharedDeque;
import dev.procession.shared.SharedList;
import dev.procession.shared.SharedMap;
import dev.procession.shared.SharedNavigableMap;
import dev.procession.shared.SharedPool;
import dev.procession.shared.SharedReference;
import dev.procession.shared.SharedSet;
import dev.procession.sync.OwnerDeathPolicy;
import dev.procession.sync.ProcessBarrier;
import dev.procession.sync.ProcessEvent;
import dev.procession.sync.ProcessLatch;
import dev.procession.sync.ProcessLock;
import dev.procession.sync.ProcessSemaphore;
import java.io.Serializable;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A manager as this process sees it. Thread-safe. */
@SuppressWarnings("unchecked") // what is in an object is what the user says it is
public final class ManagerProxy implements Manager, HandleSource {
    private static final int MAX_NAME_LENGTH = 40;
    /** A deque without a bound. */
    private static final int UNBOUNDED = Integer.MAX_VALUE;

    private final ManagerConnection connection;
    private final Runnable closer;

    /** The manager that {@code port} leads to; {@code closer} ends it. */
    public ManagerProxy(ManagerConnection connection, Runnable closer) {
        this.connection = connection;
        this.closer = closer;
    }

    // Making objects.

    private static String checked(String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > MAX_NAME_LENGTH) {
            throw new IllegalArgumentException(
                    "manager: bytes of an object's name=" + bytes + ", limits=1 to " + MAX_NAME_LENGTH);
        }
        return name;
    }

    private Request creating(ObjectKind kind, @Nullable String name) {
        Request request = Request.toRoot(connection, Operation.CREATE).putInt(kind.number());
        request.putFlag(name != null);
        if (name != null) {
            request.putString(checked(name));
        }
        return request;
    }

    private RemoteRef made(Request request, ManagerConnection.Mode mode) {
        Reply reply = connection.call(request, mode);
        try {
            return connection.anchor(reply.getLong());
        } finally {
            // It holds the object until the remote reference does.
            Reference.reachabilityFence(reply);
        }
    }

    private RemoteRef make(ObjectKind kind, @Nullable String name) {
        return made(creating(kind, name), ManagerConnection.Mode.QUICK);
    }

    @Override
    public <K, V> SharedMap<K, V> map() {
        return new MapProxy<>(make(ObjectKind.MAP, null));
    }

    @Override
    public <K, V> SharedMap<K, V> map(String name) {
        return new MapProxy<>(make(ObjectKind.MAP, Objects.requireNonNull(name)));
    }

    private <K, V> SharedNavigableMap<K, V> ordered(@Nullable String name, @Nullable Comparator<? super K> comparator) {
        Request request = creating(ObjectKind.NAVIGABLE_MAP, name).putObject(comparator);
        return new NavigableMapProxy<>(made(request, ManagerConnection.Mode.QUICK), NavigableMapProxy.WHOLE);
    }

    @Override
    public <K, V> SharedNavigableMap<K, V> navigableMap() {
        return ordered(null, null);
    }

    @Override
    public <K, V> SharedNavigableMap<K, V> navigableMap(@Nullable Comparator<? super K> comparator) {
        return ordered(null, comparator);
    }

    @Override
    public <K, V> SharedNavigableMap<K, V> navigableMap(String name) {
        return ordered(Objects.requireNonNull(name), null);
    }

    @Override
    public <K, V> SharedNavigableMap<K, V> navigableMap(String name, @Nullable Comparator<? super K> comparator) {
        return ordered(Objects.requireNonNull(name), comparator);
    }

    @Override
    public <E extends @Nullable Object> SharedList<E> list() {
        return new ListProxy<>(make(ObjectKind.LIST, null));
    }

    @Override
    public <E extends @Nullable Object> SharedList<E> list(String name) {
        return new ListProxy<>(make(ObjectKind.LIST, Objects.requireNonNull(name)));
    }

    @Override
    public <E> SharedSet<E> set() {
        return new SetProxy<>(make(ObjectKind.SET, null));
    }

    @Override
    public <E> SharedSet<E> set(String name) {
        return new SetProxy<>(make(ObjectKind.SET, Objects.requireNonNull(name)));
    }

    private <E> SharedDeque<E> deque(@Nullable String name, int capacity) {
        if (capacity <= 0) {
            throw new IllegalArgumentException("manager: capacity=" + capacity + " of a queue must be positive");
        }
        return new DequeProxy<>(made(creating(ObjectKind.DEQUE, name).putInt(capacity), ManagerConnection.Mode.QUICK));
    }

    @Override
    public <E> SharedDeque<E> deque() {
        return deque(null, UNBOUNDED);
    }

    @Override
    public <E> SharedDeque<E> deque(String name) {
        return deque(Objects.requireNonNull(name), UNBOUNDED);
    }

    @Override
    public <E> SharedDeque<E> queue(int capacity) {
        return deque(null, capacity);
    }

    @Override
    public <E> SharedDeque<E> queue(String name, int capacity) {
        return deque(Objects.requireNonNull(name), capacity);
    }

    private <T extends @Nullable Object> SharedReference<T> cell(@Nullable String name, T initial) {
        return new CellProxy<>(made(creating(ObjectKind.CELL, name).putValue(initial), ManagerConnection.Mode.QUICK));
    }

    @Override
    public <T extends @Nullable Object> SharedReference<T> value(T initial) {
        return cell(null, initial);
    }

    @Override
    public <T extends @Nullable Object> SharedReference<T> value(String name, T initial) {
        return cell(Objects.requireNonNull(name), initial);
    }

    private SharedCounter number(@Nullable String name, long initial) {
        return new CounterProxy(
                made(creating(ObjectKind.COUNTER, name).putLong(initial), ManagerConnection.Mode.QUICK));
    }

    @Override
    public SharedCounter counter(long initial) {
        return number(null, initial);
    }

    @Override
    public SharedCounter counter(String name, long initial) {
        return number(Objects.requireNonNull(name), initial);
    }

    @Override
    public Namespace namespace() {
        return new NamespaceProxy(make(ObjectKind.NAMESPACE, null));
    }

    @Override
    public Namespace namespace(String name) {
        return new NamespaceProxy(make(ObjectKind.NAMESPACE, Objects.requireNonNull(name)));
    }

    private <T> T service(@Nullable String name, Class<T> type, Task<? extends T> factory) {
        MethodTable.of(type);
        Request request = creating(ObjectKind.SERVICE, name)
                .putObject(type)
                .putObject(Objects.requireNonNull(factory, "factory"));
        return type.cast(ServiceProxy.make(made(request, ManagerConnection.Mode.RUNS), type));
    }

    @Override
    public <T> T proxy(Class<T> type, Task<? extends T> factory) {
        return service(null, type, factory);
    }

    @Override
    public <T> T proxy(String name, Class<T> type, Task<? extends T> factory) {
        return service(Objects.requireNonNull(name), type, factory);
    }

    private SharedPool newPool(@Nullable String name, PoolOptions options) {
        ManagerHandle manager = ManagerHandle.of(connection.key());
        return service(name, SharedPool.class, new ManagedPoolFactory(manager.directory(), manager.file(), options));
    }

    @Override
    public SharedPool pool(PoolOptions options) {
        return newPool(null, options);
    }

    @Override
    public SharedPool pool(String name, PoolOptions options) {
        return newPool(Objects.requireNonNull(name), options);
    }

    // What is the session's.

    private SharedObjectFactory things() {
        SessionAttachment session = SessionRegistry.of(connection.key().directory());
        return new SharedObjectFactory(session, SessionCodecs.of(session.directory()));
    }

    /** The manager's own names in its session. */
    private String own(String name) {
        return "m" + connection.number() + "." + checked(name);
    }

    @Override
    public <E> JoinableQueue<E> joinableQueue(int capacity) {
        return things().joinableQueue(QueueOptions.capacity(capacity));
    }

    @Override
    public <E> JoinableQueue<E> joinableQueue(String name, int capacity) {
        return things().joinableQueue(QueueOptions.capacity(capacity).withName(own(name)));
    }

    @Override
    public ProcessLock lock() {
        return things().lock(null, OwnerDeathPolicy.RELEASE);
    }

    @Override
    public ProcessLock lock(String name) {
        return things().lock(own(name), OwnerDeathPolicy.RELEASE);
    }

    @Override
    public ProcessSemaphore semaphore(int permits) {
        return things().semaphore(null, permits);
    }

    @Override
    public ProcessSemaphore semaphore(String name, int permits) {
        return things().semaphore(own(name), permits);
    }

    @Override
    public ProcessLatch latch(int count) {
        return things().latch(null, count);
    }

    @Override
    public ProcessLatch latch(String name, int count) {
        return things().latch(own(name), count);
    }

    @Override
    public ProcessBarrier barrier(int parties) {
        return things().barrier(null, parties);
    }

    @Override
    public ProcessBarrier barrier(String name, int parties) {
        return things().barrier(own(name), parties);
    }

    @Override
    public ProcessEvent event() {
        return things().event(null);
    }

    @Override
    public ProcessEvent event(String name) {
        return things().event(own(name));
    }

    // The manager itself.

    @Override
    public boolean remove(String name) {
        return connection
                .call(Request.toRoot(connection, Operation.REMOVE_NAME).putString(checked(name)))
                .getFlag();
    }

    @Override
    public long size() {
        return connection.call(Request.toRoot(connection, Operation.COUNT)).getLong();
    }

    @Override
    public void close() {
        closer.run();
    }

    @Override
    public Serializable handle() {
        return ManagerHandle.of(connection.key());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ManagerProxy manager && connection.key().equals(manager.connection.key());
    }

    @Override
    public int hashCode() {
        return connection.key().hashCode();
    }

    @Override
    public String toString() {
        return "Manager[" + connection.key().file() + "]";
    }
}
