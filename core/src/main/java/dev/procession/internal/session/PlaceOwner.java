package dev.procession.internal.session;

/** Gives out the places of slabs, and learns what becomes of them. Those of other processes' slabs do not concern it. */
interface PlaceOwner {
    /** Another process may have what is in the place at {@code at} of {@code slab} from now on. */
    void share(String slab, long at);

    /** The object in the place at {@code at} of {@code slab} was closed by this process. */
    void closed(String slab, long at);
}
