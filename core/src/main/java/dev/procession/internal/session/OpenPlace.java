package dev.procession.internal.session;

import dev.procession.internal.memory.MappedWords;
import dev.procession.internal.wait.MappedSegmentContext;

/** A place in a slab that this process has open. */
public final class OpenPlace extends OpenSite {
    private final OpenSegment slab;
    private final long at;
    private final long id;
    private final int kind;
    private final MappedWords words;

    OpenPlace(OpenSegment slab, long at, long id, int kind, MappedWords words, MappedSegmentContext site) {
        super(slab.session(), site);
        this.slab = slab;
        this.at = at;
        this.id = id;
        this.kind = kind;
        this.words = words;
    }

    OpenSegment slab() {
        return slab;
    }

    @Override
    public String file() {
        return slab.file();
    }

    @Override
    public long at() {
        return at;
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public int kind() {
        return kind;
    }

    @Override
    public MappedWords words() {
        return words;
    }

    @Override
    public void depart() {
        session().places().depart(this);
    }

    @Override
    void giveBack() {
        session().places().closed(this);
    }
}
