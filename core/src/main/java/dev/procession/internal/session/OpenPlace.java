package dev.procession.internal.session;

import dev.procession.internal.memory.MappedWords;
import dev.procession.internal.wait.MappedSegmentContext;
import java.lang.ref.Reference;

/** A place in a slab that this process has open. */
public final class OpenPlace extends OpenSite {
    private final OpenSegment slab;
    private final long at;
    private final long id;
    private final int kind;
    private final MappedWords words;
    private final PlaceOwner owner;

    OpenPlace(
            OpenSegment slab,
            long at,
            long id,
            int kind,
            MappedWords words,
            PlaceOwner owner,
            SiteKeeper keeper,
            MappedSegmentContext site) {
        super(slab.session(), keeper, site);
        this.owner = owner;
        this.slab = slab;
        this.at = at;
        this.id = id;
        this.kind = kind;
        this.words = words;
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
        try {
            owner.share(file(), at);
        } finally {
            Reference.reachabilityFence(words); // or the place might be free before it is noted as shared
        }
    }

    @Override
    void giveBack() {
        owner.closed(file(), at);
    }
}
