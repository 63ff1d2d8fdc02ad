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
    ManagerRoot(ManagerServer server) {
        super(server, ObjectKind.SERVICE);
    }

    @Override
    boolean isConcurrent(Invocation invocation) {
        return true;
    }

    @Override
    boolean isBrief(Invocation invocation) {
        return invocation.operation() == Operation.CREATE
                ? !ObjectKind.isMadeByUser(invocation.source().peekInt(0))
                : super.isBrief(invocation);
    }

    @Override
    boolean perform(Invocation invocation) throws Exception {
        switch (invocation.operation()) {
            case Operation.CREATE -> create(invocation);
            case Operation.REMOVE_NAME ->
                invocation
                        .answer()
                        .putFlag(server().registry().unname(invocation.source().getString()));
            case Operation.COUNT ->
                invocation.answer().putLong(server().registry().size());
            default -> throw unknown(invocation);
        }
        return true;
    }

    private void create(Invocation invocation) throws Exception {
        ObjectKind kind = ObjectKind.of(invocation.getInt());
        String name = invocation.getFlag() ? invocation.source().getString() : null;
        switch (kind) {
            case MAP, NAMESPACE -> keep(invocation, name, kind, () -> new ManagedHashMap(server(), kind));
            case NAVIGABLE_MAP -> {
                Comparator<Object> comparator = comparator(invocation);
                keep(invocation, name, kind, () -> new ManagedSortedMap(server(), comparator));
            }
            case LIST -> keep(invocation, name, kind, () -> new ManagedList(server()));
            case SET -> keep(invocation, name, kind, () -> new ManagedSet(server()));
            case DEQUE -> {
                int capacity = invocation.getInt();
                ManagedObject found = keep(invocation, name, kind, () -> new ManagedDeque(server(), capacity));
                int real = ((ManagedDeque) found).capacity();
                if (real != capacity) {
                    throw new IllegalArgumentException(
                            "manager: the queue named " + name + " has capacity=" + real + ", wanted=" + capacity);
                }
            }
            case CELL -> {
                EncodedValue initial = EncodedValue.read(invocation.source());
                keep(invocation, name, kind, () -> new ManagedCell(server(), initial));
            }
            case COUNTER -> {
                long initial = invocation.getLong();
                keep(invocation, name, kind, () -> new ManagedCounter(server(), initial));
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
            ManagedService thing = (ManagedService)
                    find(invocation, name, ObjectKind.SERVICE, () -> new ManagedService(server(), type));
            boolean made = false;
            try {
                if (!thing.type().getName().equals(type.getName())) {
                    throw new IllegalArgumentException("manager: the object named " + name + " is a "
                            + thing.type().getName() + ", wanted is a " + type.getName());
                }
                made = thing.make(invocation, factory, () -> server().registry().unname(thing));
            } finally {
                if (!made) {
                    server().registry().release(invocation.caller(), thing.id, 1);
                }
            }
            if (made) {
                give(invocation, thing);
                return;
            }
            // The one that was found is not to be: its factory, another caller's, failed.
        }
    }

    private ManagedObject keep(
            Invocation invocation, @Nullable String name, ObjectKind kind, Supplier<? extends ManagedObject> maker) {
        ManagedObject object = find(invocation, name, kind, maker);
        give(invocation, object);
        return object;
    }

    /** Finds or makes an object, which the caller holds from now on. */
    private ManagedObject find(
            Invocation invocation, @Nullable String name, ObjectKind kind, Supplier<? extends ManagedObject> maker) {
        if (name != null) {
            return server().registry().named(invocation.caller(), name, kind, maker);
        }
        ManagedObject object = maker.get();
        server().registry().add(object, invocation.caller());
        return object;
    }

    /** Tells the caller of an object that it holds. */
    private static void give(Invocation invocation, ManagedObject object) {
        invocation.answer().grantHeld(object.id);
        invocation.answer().putLong(object.id);
    }

    @Override
    void trace(Consumer<? super EncodedValue> visitor) {}
}
