package dev.procession.internal.proxy;

import dev.procession.internal.handle.HandleSource;

/** A proxy of an object of a manager. Public, for proxies of the user's interfaces are classes of other packages. */
public interface RemoteObject extends HandleSource {
    /** What this process holds of the object. */
    RemoteRef anchor();
}
