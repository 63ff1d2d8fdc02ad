package dev.procession.internal.manager;

import dev.procession.function.Task;
import dev.procession.internal.proxy.ObjectKind;
import dev.procession.internal.proxy.Operation;
import java.util.Comparator;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The manager itself, which makes the objects. Its calls wait for no turn. */
final class ManagerRoot extends ManagedObject {
    private final ObjectTable objects;
    private final WaitForGraph waits;

    ManagerRoot(ObjectHost host, ObjectTable objects, WaitForGraph waits) {
        super(host, ObjectKind.SERVICE);
        this.objects = objects;
        this.waits = waits;
    }

    @Override
    public boolean isConcurrent(Invocation invocation) {
        return true;
    }

    @Override
    public boolean isBrief(Invocation invocation) {
        return invocation.operation() == Operation.CREATE
                ? !ObjectKind.isMadeByUser(invocation.source().peekInt(0))
                : super.isBrief(invocation);
    }

    @Override
    public boolean perform(Invocation invocation) throws Exception {
        switch (invocation.operation()) {
            case Operation.CREATE -> create(invocation);
            case Operation.REMOVE_NAME ->
                invocation.answer().putFlag(objects.unname(invocation.source().getString()));
            case Operation.COUNT -> invocation.answer().putLong(objects.size());
            default -> throw unknown(invocation);
        }
        return true;
    }

    private void create(Invocation invocation) throws Exception {
        ObjectKind kind = ObjectKind.of(invocation.getInt());
        String name = invocation.getFlag() ? invocation.source().getString() : null;
        switch (kind) {
            case MAP, NAMESPACE -> keep(invocation, name, kind, () -> new ManagedHashMap(host(), kind));
            case NAVIGABLE_MAP -> {
                Comparator<Object> comparator = comparator(invocation);
                keep(invocation, name, kind, () -> new ManagedSortedMap(host(), comparator));
            }
            case LIST -> keep(invocation, name, kind, () -> new ManagedList(host()));
            case SET -> keep(invocation, name, kind, () -> new ManagedSet(host()));
            case DEQUE -> {
                int capacity = invocation.getInt();
                ManagedObject found = keep(invocation, name, kind, () -> new ManagedDeque(host(), capacity));
                int real = ((ManagedDeque) found).capacity();
                if (real != capacity) {
                    throw new IllegalArgumentException(
                            "manager: the queue named " + name + " has capacity=" + real + ", wanted=" + capacity);
                }
            }
            case CELL -> {
                EncodedValue initial = EncodedValue.read(invocation.source());
                keep(invocation, name, kind, () -> new ManagedCell(host(), initial));
            }
            case COUNTER -> {
                long initial = invocation.getLong();
                keep(invocation, name, kind, () -> new ManagedCounter(host(), initial));
            }
            case SERVICE -> createService(invocation, name);
        }
    }

    @SuppressWarnings("unchecked") // what it compares is what the user puts in
    private static @Nullable Comparator<Object> comparator(Invocation invocation) {
        return (Comparator<Object>) invocation.getObject();
    }

    private void createService(Invocation invocation, @Nullable String name) throws Exception {
        Class<?> type = invocation.getPresent("type");
        Task<?> factory = invocation.getPresent("factory");
        while (true) {
            ObjectTable.Entry entry =
                    find(invocation, name, ObjectKind.SERVICE, () -> new ManagedService(host(), waits, type));
            ManagedService thing = (ManagedService) entry.object();
            boolean made = false;
            try {
                if (!thing.type().getName().equals(type.getName())) {
                    throw new IllegalArgumentException("manager: the object named " + name + " is a "
                            + thing.type().getName() + ", wanted is a " + type.getName());
                }
                made = thing.make(invocation, factory, () -> objects.unname(entry));
            } finally {
                if (!made) {
                    objects.release(invocation.caller(), entry.id(), 1);
                }
            }
            if (made) {
                give(invocation, entry);
                return;
            }
            // The one that was found is not to be: its factory, another caller's, failed.
        }
    }

    private ManagedObject keep(
            Invocation invocation, @Nullable String name, ObjectKind kind, Supplier<? extends ManagedObject> maker) {
        ObjectTable.Entry entry = find(invocation, name, kind, maker);
        give(invocation, entry);
        return entry.object();
    }

    /** Finds or makes an object, which the caller holds from now on. */
    private ObjectTable.Entry find(
            Invocation invocation, @Nullable String name, ObjectKind kind, Supplier<? extends ManagedObject> maker) {
        if (name != null) {
            return objects.named(invocation.caller(), name, kind, maker);
        }
        return objects.add(maker.get(), invocation.caller());
    }

    /** Tells the caller of an object that it holds. */
    private static void give(Invocation invocation, ObjectTable.Entry entry) {
        invocation.answer().grantHeld(entry.id());
        invocation.answer().putLong(entry.id());
    }

    @Override
    void trace(Consumer<? super EncodedValue> visitor) {}
}
