package dev.procession.internal.manager;

import dev.procession.internal.proxy.ObjectKind;
import java.util.function.Consumer;

/** What is asked for and is not there. */
final class GoneThing extends Thing {
    GoneThing(ManagerServer server, long id) {
        super(server, ObjectKind.SERVICE);
        this.id = id;
    }

    @Override
    boolean isConcurrent(Call call) {
        return true;
    }

    @Override
    boolean isBrief(Call call) {
        return true;
    }

    @Override
    boolean perform(Call call) {
        call.gone("the manager's object " + id + " is gone: nobody held it for longer than the lease of a message");
        return false;
    }

    @Override
    void trace(Consumer<? super Value> visitor) {}
}
