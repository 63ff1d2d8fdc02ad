package dev.procession.internal.manager;

import dev.procession.internal.proxy.ObjectKind;
import dev.procession.internal.proxy.Operation;
import java.util.function.Consumer;

/** A number. */
final class CounterThing extends Thing {
    private long number;

    CounterThing(ManagerServer server, long initial) {
        super(server, ObjectKind.COUNTER);
        number = initial;
    }

    @Override
    boolean isBrief(Call call) {
        return true;
    }

    @Override
    boolean perform(Call call) {
        Answer answer = call.answer();
        switch (call.operation()) {
            case Operation.GET -> answer.putLong(number);
            case Operation.SET -> number = call.getLong();
            case Operation.GET_AND_SET -> {
                answer.putLong(number);
                number = call.getLong();
            }
            case Operation.COMPARE_AND_SET -> {
                boolean equal = call.getLong() == number;
                long next = call.getLong();
                if (equal) {
                    number = next;
                }
                answer.putFlag(equal);
            }
            case Operation.GET_AND_ADD -> {
                answer.putLong(number);
                number += call.getLong();
            }
            default -> throw unknown(call);
        }
        return true;
    }

    @Override
    void trace(Consumer<? super Value> visitor) {}
}
