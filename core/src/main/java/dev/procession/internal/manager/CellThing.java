package dev.procession.internal.manager;

import dev.procession.function.Op;
import dev.procession.internal.proxy.ObjectKind;
import dev.procession.internal.proxy.Operation;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One value. */
final class CellThing extends Thing {
    private Value value;

    /** A cell with what {@code creation} says. */
    CellThing(ManagerServer server, Value initial) {
        super(server, ObjectKind.CELL);
        value = server.keep(this, initial);
    }

    @Override
    boolean isBrief(Call call) {
        return switch (call.operation()) {
            case Operation.GET -> true;
            case Operation.COMPARE_AND_SET -> call.isNextValuePlain() && value.isPlain();
            default -> super.isBrief(call);
        };
    }

    @Override
    boolean perform(Call call) throws Exception {
        Answer answer = call.answer();
        switch (call.operation()) {
            case Operation.GET -> answer.putValue(value);
            case Operation.SET -> value = call.getValue();
            case Operation.GET_AND_SET -> {
                Value next = call.getValue();
                answer.putValue(value);
                value = next;
            }
            case Operation.COMPARE_AND_SET -> {
                Sought expected = Sought.value(server(), call);
                Value next = call.getValue();
                boolean equal = expected.isEqual(value);
                if (equal) {
                    value = next;
                }
                answer.putFlag(equal);
            }
            case Operation.UPDATE -> {
                boolean before = call.getFlag();
                Op<@Nullable Object> function = call.getPresent("function");
                Value next = server().encode(this, function.call(server().decode(value)));
                answer.putValue(before ? value : next);
                value = next;
            }
            default -> throw unknown(call);
        }
        return true;
    }

    @Override
    void trace(Consumer<? super Value> visitor) {
        visitor.accept(value);
    }
}
