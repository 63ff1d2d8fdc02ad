package dev.procession.internal.handle;

import dev.procession.codec.Reducer;
import dev.procession.internal.session.OpenSegment;
import dev.procession.internal.wait.Sited;
import java.io.Serializable;

/** Sends what is shared as a {@link Handle}. Cheap to make: a child that shares nothing loads nothing more. */
public final class HandleReducer implements Reducer<Sited> {

    @Override
    public Class<Sited> type() {
        return Sited.class;
    }

    @Override
    public Serializable reduce(Sited value) {
        return switch (value.site()) {
            case OpenSegment segment ->
                new Handle(
                        segment.session().directory().toString(),
                        segment.file(),
                        segment.segment().kind(),
                        value.part(),
                        value.depart());
            case GoneSite gone -> gone.handle();
            default -> throw new IllegalArgumentException(value + " is not in a segment");
        };
    }
}
