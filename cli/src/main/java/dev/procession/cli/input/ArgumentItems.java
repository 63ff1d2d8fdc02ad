package dev.procession.cli.input;

import java.util.Iterator;
import java.util.List;

/** The items given on the command line. */
public final class ArgumentItems implements Items {
    private final Iterator<String> arguments;
    private final int total;

    /** The items {@code arguments}. */
    public ArgumentItems(List<String> arguments) {
        this.arguments = arguments.iterator();
        this.total = arguments.size();
    }

    @Override
    public boolean hasNext() {
        return arguments.hasNext();
    }

    @Override
    public String next() {
        return arguments.next();
    }

    @Override
    public long total() {
        return total;
    }
}
