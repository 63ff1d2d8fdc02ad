package dev.procession.internal.manager;

import dev.procession.internal.proxy.ObjectKind;
import dev.procession.internal.proxy.Operation;
import java.util.function.Consumer;

/** A number. */
final class ManagedCounter extends ManagedObject {
    private long number;

    ManagedCounter(ObjectHost host, long initial) {
        super(host, ObjectKind.COUNTER);
        number = initial;
    }

    @Override
    public boolean isBrief(Invocation invocation) {
        return true;
    }

    @Override
    public boolean perform(Invocation invocation) {
        ReplyBuilder builder = invocation.answer();
        switch (invocation.operation()) {
            case Operation.GET -> builder.putLong(number);
            case Operation.SET -> number = invocation.getLong();
            case Operation.GET_AND_SET -> {
                builder.putLong(number);
                number = invocation.getLong();
            }
            case Operation.COMPARE_AND_SET -> {
                boolean equal = invocation.getLong() == number;
                long next = invocation.getLong();
                if (equal) {
                    number = next;
                }
                builder.putFlag(equal);
            }
            case Operation.GET_AND_ADD -> {
                builder.putLong(number);
                number += invocation.getLong();
            }
            default -> throw unknown(invocation);
        }
        return true;
    }

    @Override
    void trace(Consumer<? super EncodedValue> visitor) {}
}
