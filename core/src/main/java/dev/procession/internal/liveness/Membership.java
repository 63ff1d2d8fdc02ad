package dev.procession.internal.liveness;

import dev.procession.internal.memory.SharedWords;
import dev.procession.process.ProcessionException;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * This process's incarnation in one session, and its view of the others.
 *
 * <p>The kernel decides what is dead: a slot whose byte this process can lock. While it has that lock no process can
 * join in that slot, so the word it writes is about the incarnation that ended. See {@link LivenessFile} for why that
 * proof is valid.
 */
public final class Membership implements Peers {
    private final LivenessFile file;
    private final ProcessTable table;
    private final int self;

    /**
     * Begins this process's life in {@code slot}, whose byte it holds.
     *
     * @param words the process table
     * @param watched whether a parent learns of this process's death by itself
     */
    public Membership(LivenessFile file, SharedWords words, int slot, boolean watched) {
        this.file = file;
        table = new ProcessTable(words);
        self = table.join(slot, ProcessHandle.current().pid(), watched);
    }

    /**
     * Takes the byte of a free slot, from the last down, for a process that was not assigned one.
     *
     * @throws ProcessionException if none is free
     */
    public static int claimAny(LivenessFile file, SharedWords words) throws IOException {
        ProcessTable table = new ProcessTable(words);
        for (int slot = LivenessFile.SLOTS - 1; slot > 0; slot--) {
            if (table.hasGenerations(slot) && file.tryClaim(slot)) {
                return slot;
            }
        }
        throw new ProcessionException("session: processes=" + LivenessFile.SLOTS + ", limit=" + LivenessFile.SLOTS
                + "; end some, or use another session");
    }

    @Override
    public int self() {
        return self;
    }

    @Override
    public boolean isDead(int owner) {
        return owner != self && !ProcessTable.isAlive(table.state(owner));
    }

    @Override
    public boolean hasLeft(int owner) {
        return owner != self && table.state(owner) == ProcessTableLayout.LEFT;
    }

    @Override
    public boolean probe(int owner) {
        if (owner == self) {
            return false;
        }
        if (isDead(owner)) {
            return true;
        }
        try {
            return file.whileFree(Peers.slot(owner), () -> table.end(owner));
        } catch (IOException e) {
            throw new UncheckedIOException("liveness: cannot look at slot " + Peers.slot(owner), e);
        }
    }

    /** The owner that lives in {@code slot} as far as is known; 0 if none does. */
    public int liveOwner(int slot) {
        int owner = table.owner(slot);
        return owner != 0 && ProcessTable.isAlive(table.state(owner)) ? owner : 0;
    }

    /**
     * Whether a process that has ended, whose slot this was, ever belonged to the session; it is known to be dead
     * then.
     */
    public boolean findEnded(int slot) {
        int owner = table.owner(slot);
        return owner != 0 && probe(owner);
    }

    /** Whether the session's creator was there and is no more. */
    public boolean isMakerGone() {
        int owner = table.owner(0);
        return owner != 0 && isDead(owner);
    }

    /** Whether a process that lives learns of the owner's death by itself, and tells. */
    public boolean isWatched(int owner) {
        int watcher = table.watcher(owner);
        return watcher != 0 && !isDead(watcher);
    }

    /**
     * Whether {@code owner} is the process that learns of this one's death by itself: its parent, with which this
     * process dies as well.
     */
    public boolean isWatchedBy(int owner) {
        return table.watcher(self) == owner;
    }

    /** This process is about to end in good order. It lives until it has ended. */
    public void leave() {
        table.leave(self);
    }
}
