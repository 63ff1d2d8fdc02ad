package dev.procession.internal.manager;

import dev.procession.function.Task;
import dev.procession.internal.proxy.ObjectKind;
import dev.procession.internal.proxy.Operation;
import java.util.Comparator;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The manager itself, which makes the objects. Its calls wait for no turn. */
final class RootThing extends Thing {
    RootThing(ManagerServer server) {
        super(server, ObjectKind.SERVICE);
    }

    @Override
    boolean isConcurrent(Call call) {
        return true;
    }

    @Override
    boolean isBrief(Call call) {
        return call.operation() == Operation.CREATE
                ? !ObjectKind.isMadeByUser(call.source().peekInt(0))
                : super.isBrief(call);
    }

    @Override
    boolean perform(Call call) throws Exception {
        switch (call.operation()) {
            case Operation.CREATE -> create(call);
            case Operation.REMOVE_NAME ->
                call.answer().putFlag(server().registry().unname(call.source().getString()));
            case Operation.COUNT -> call.answer().putLong(server().registry().size());
            default -> throw unknown(call);
        }
        return true;
    }

    private void create(Call call) throws Exception {
        ObjectKind kind = ObjectKind.of(call.getInt());
        String name = call.getFlag() ? call.source().getString() : null;
        switch (kind) {
            case MAP, NAMESPACE -> keep(call, name, kind, () -> new HashedMapThing(server(), kind));
            case NAVIGABLE_MAP -> {
                Comparator<Object> comparator = comparator(call);
                keep(call, name, kind, () -> new OrderedMapThing(server(), comparator));
            }
            case LIST -> keep(call, name, kind, () -> new ListThing(server()));
            case SET -> keep(call, name, kind, () -> new SetThing(server()));
            case DEQUE -> {
                int capacity = call.getInt();
                Thing found = keep(call, name, kind, () -> new DequeThing(server(), capacity));
                int real = ((DequeThing) found).capacity();
                if (real != capacity) {
                    throw new IllegalArgumentException(
                            "manager: the queue named " + name + " has capacity=" + real + ", wanted=" + capacity);
                }
            }
            case CELL -> {
                Value initial = Value.read(call.source());
                keep(call, name, kind, () -> new CellThing(server(), initial));
            }
            case COUNTER -> {
                long initial = call.getLong();
                keep(call, name, kind, () -> new CounterThing(server(), initial));
            }
            case SERVICE -> createService(call, name);
        }
    }

    @SuppressWarnings("unchecked") // what it compares is what the user puts in
    private static @Nullable Comparator<Object> comparator(Call call) {
        return (Comparator<Object>) call.getObject();
    }

    private void createService(Call call, @Nullable String name) throws Exception {
        Class<?> type = call.getPresent("type");
        Task<?> factory = call.getPresent("factory");
        while (true) {
            ServiceThing thing = (ServiceThing) find(call, name, ObjectKind.SERVICE, () -> new ServiceThing(server(), type));
            boolean made = false;
            try {
                if (!thing.type().getName().equals(type.getName())) {
                    throw new IllegalArgumentException("manager: the object named " + name + " is a "
                            + thing.type().getName() + ", wanted is a " + type.getName());
                }
                made = thing.make(call, factory, () -> server().registry().unname(thing));
            } finally {
                if (!made) {
                    server().registry().release(call.caller(), thing.id, 1);
                }
            }
            if (made) {
                give(call, thing);
                return;
            }
            // The one that was found is not to be: its factory, another caller's, failed.
        }
    }

    private Thing keep(Call call, @Nullable String name, ObjectKind kind, Supplier<? extends Thing> maker) {
        Thing thing = find(call, name, kind, maker);
        give(call, thing);
        return thing;
    }

    /** Finds or makes an object, which the caller holds from now on. */
    private Thing find(Call call, @Nullable String name, ObjectKind kind, Supplier<? extends Thing> maker) {
        if (name != null) {
            return server().registry().named(call.caller(), name, kind, maker);
        }
        Thing thing = maker.get();
        server().registry().add(thing, call.caller());
        return thing;
    }

    /** Tells the caller of an object that it holds. */
    private static void give(Call call, Thing thing) {
        call.answer().grantHeld(thing.id);
        call.answer().putLong(thing.id);
    }

    @Override
    void trace(Consumer<? super Value> visitor) {}
}
