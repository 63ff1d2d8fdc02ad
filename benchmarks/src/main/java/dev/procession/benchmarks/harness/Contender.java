package dev.procession.benchmarks.harness;

import java.io.IOException;

/** One of those measured beside each other: its processes run from its making to its closing. */
public interface Contender extends AutoCloseable {
    /** What the table calls it. */
    String name();

    /** One repeat, in the unit of the contest; throws when what arrived is not what was sent. */
    Sample measure() throws Exception;

    @Override
    void close() throws IOException;
}
