package dev.procession.benchmarks;

import java.io.IOException;

/** One of those measured beside each other: its processes run from its making to its closing. */
interface Contender extends AutoCloseable {
    /** What the table calls it. */
    String name();

    /** One repeat, in the unit of the contest; throws when what arrived is not what was sent. */
    double measure() throws Exception;

    @Override
    void close() throws IOException;
}
