package dev.procession.stress;

import java.util.List;

/** What a participant does. */
enum Role {
    PRODUCER,
    CONSUMER,
    BORROWER,
    LOCKER,
    SENDER,
    RECEIVER,
    CLIENT;

    /** A seat is taken by one process after the other. The pipe has two. */
    static final List<Role> SEATS = List.of(
            PRODUCER, PRODUCER, CONSUMER, CONSUMER, BORROWER, BORROWER, LOCKER, LOCKER, SENDER, RECEIVER, CLIENT,
            CLIENT);
}
