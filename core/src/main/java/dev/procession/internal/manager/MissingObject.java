package dev.procession.internal.manager;

import dev.procession.internal.proxy.ObjectKind;
import java.util.function.Consumer;

/** What is asked for and is not there. */
final class MissingObject extends ManagedObject {
    private final long id;

    MissingObject(ObjectHost host, long id) {
        super(host, ObjectKind.SERVICE);
        this.id = id;
    }

    @Override
    public boolean isConcurrent(Invocation invocation) {
        return true;
    }

    @Override
    public boolean isBrief(Invocation invocation) {
        return true;
    }

    @Override
    public boolean perform(Invocation invocation) {
        invocation.gone(
                "the manager's object " + id + " is gone: nobody held it for longer than the lease of a message");
        return false;
    }

    @Override
    void trace(Consumer<? super EncodedValue> visitor) {}
}
