package dev.procession.internal.manager;

import dev.procession.function.Op;
import dev.procession.internal.proxy.ObjectKind;
import dev.procession.internal.proxy.Operation;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One value. */
final class ManagedCell extends ManagedObject {
    private EncodedValue value;

    /** A cell with what {@code creation} says. */
    ManagedCell(ObjectHost host, EncodedValue initial) {
        super(host, ObjectKind.CELL);
        value = keep(initial);
    }

    @Override
    public boolean isBrief(Invocation invocation) {
        return switch (invocation.operation()) {
            case Operation.GET -> true;
            case Operation.COMPARE_AND_SET -> invocation.isNextValuePlain() && value.isPlain();
            default -> super.isBrief(invocation);
        };
    }

    @Override
    public boolean perform(Invocation invocation) throws Exception {
        ReplyBuilder builder = invocation.answer();
        switch (invocation.operation()) {
            case Operation.GET -> builder.putValue(value);
            case Operation.SET -> value = invocation.getValue();
            case Operation.GET_AND_SET -> {
                EncodedValue next = invocation.getValue();
                builder.putValue(value);
                value = next;
            }
            case Operation.COMPARE_AND_SET -> {
                ValueMatcher expected = ValueMatcher.value(host(), invocation);
                EncodedValue next = invocation.getValue();
                boolean equal = expected.isEqual(value);
                if (equal) {
                    value = next;
                }
                builder.putFlag(equal);
            }
            case Operation.UPDATE -> {
                boolean before = invocation.getFlag();
                Op<@Nullable Object> function = invocation.getPresent("function");
                EncodedValue next = encode(function.call(host().decode(value)));
                builder.putValue(before ? value : next);
                value = next;
            }
            default -> throw unknown(invocation);
        }
        return true;
    }

    @Override
    void trace(Consumer<? super EncodedValue> visitor) {
        visitor.accept(value);
    }
}
