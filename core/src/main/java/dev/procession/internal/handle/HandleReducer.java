package dev.procession.internal.handle;

import dev.procession.codec.Reducer;
import dev.procession.internal.session.OpenSite;
import dev.procession.internal.wait.SegmentResident;
import java.io.Serializable;
import java.util.List;

/** Sends what is shared as a {@link Handle}. Cheap to make: a child that shares nothing loads nothing more. */
public final class HandleReducer implements Reducer<SegmentResident> {
    private HandleReducer() {}

    /** The reducers for all that is shared. */
    public static List<Reducer<?>> all() {
        return List.of(new HandleReducer(), new HandledReducer());
    }

    /** As {@link HandleReducer}, for objects that make their handles themselves. */
    private static final class HandledReducer implements Reducer<HandleSource> {
        @Override
        public Class<HandleSource> type() {
            return HandleSource.class;
        }

        @Override
        public Serializable reduce(HandleSource value) {
            return value.handle();
        }
    }

    @Override
    public Class<SegmentResident> type() {
        return SegmentResident.class;
    }

    @Override
    public Serializable reduce(SegmentResident value) {
        return switch (value.context()) {
            case OpenSite site -> {
                site.depart();
                yield new Handle(
                        site.session().directory().toString(),
                        site.file(),
                        site.at(),
                        site.at() == 0 ? 0 : site.id(),
                        site.kind(),
                        value.part(),
                        value.depart());
            }
            // No ticket: what is removed counts nothing that travels.
            case RemovedSegment gone -> Handle.of(gone.address(), 0);
            default -> throw new IllegalArgumentException(value + " is not in a segment");
        };
    }
}
