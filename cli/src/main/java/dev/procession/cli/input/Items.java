package dev.procession.cli.input;

import java.util.Iterator;

/** The items of a run, one after another. Read by one thread; {@link #total} may be asked by any. */
public interface Items extends Iterator<String> {
    /** How many items there are in all; -1 while that is not known. */
    long total();
}
