package dev.procession.fuzz;

import dev.procession.internal.classes.ShippedClassesTarget;
import dev.procession.internal.codec.CodecTarget;
import dev.procession.internal.control.FramesTarget;
import dev.procession.internal.control.HandshakeTarget;
import dev.procession.internal.control.MessagesTarget;
import dev.procession.internal.manager.RequestsTarget;
import dev.procession.internal.ring.QueueRingTarget;
import dev.procession.internal.task.InboxTarget;
import java.util.Locale;
import java.util.concurrent.Callable;

/** The targets by name. */
@SuppressWarnings("ImmutableEnumChecker") // a constructor reference is immutable, whatever its interface says
enum Targets {
    /** Lengths and frames of a control link. */
    FRAMES(FramesTarget::new),
    /** The first frame of a child. */
    HANDSHAKE(HandshakeTarget::new),
    /** What the other frames carry. */
    MESSAGES(MessagesTarget::new),
    /** Classes that a parent ships. */
    CLASSES(ShippedClassesTarget::new),
    /** The codec that decodes every class. */
    OPEN(CodecTarget::open),
    /** The codec that decodes what it was told to. */
    STRICT(CodecTarget::strict),
    /** Tasks, outcomes and claims in a segment. */
    INBOX(InboxTarget::new),
    /** A queue's ring in a segment. */
    QUEUE(QueueRingTarget::new),
    /** What clients send to a manager, and what it answers. */
    MANAGER(RequestsTarget::new);

    private final Callable<FuzzTarget> maker;

    Targets(Callable<FuzzTarget> maker) {
        this.maker = maker;
    }

    /** How it is called on command lines and where its corpus is. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A fresh one. */
    FuzzTarget make() throws Exception {
        return maker.call();
    }

    /** Which it is of all, in the first byte of an input for all. */
    @SuppressWarnings("EnumOrdinal") // the number lives as long as a run
    int number() {
        return ordinal();
    }

    /** The one that the first byte of an input for all says. */
    static Targets of(int firstByte) {
        return values()[(firstByte & 0xFF) % values().length];
    }

    static Targets of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
