package dev.procession.examples.howto;

import dev.procession.Procession;
import dev.procession.codec.CodecException;
import dev.procession.codec.Reducer;
import java.io.Serializable;
import java.util.List;

/** Sends a type that is not serializable, and says which types may be received. */
public final class OwnTypes {
    private OwnTypes() {}

    /** Somebody else's class: not serializable, and not ours to change. */
    static final class Temperature {
        private final double kelvin;

        Temperature(double kelvin) {
            this.kelvin = kelvin;
        }

        double celsius() {
            return kelvin - 273.15;
        }
    }

    /** What travels in its place; the other side needs nothing but this. */
    record Reading(double kelvin) implements Serializable {
        private Object readResolve() {
            return new Temperature(kelvin);
        }
    }

    /** Teaches the session to make the one of the other. */
    static final class TemperatureReducer implements Reducer<Temperature> {
        @Override
        public Class<Temperature> type() {
            return Temperature.class;
        }

        @Override
        public Serializable reduce(Temperature value) {
            return new Reading(value.kelvin);
        }
    }

    /** Runs the example. */
    public static void main(String[] args) throws InterruptedException {
        var freezing = new Temperature(273.15);
        try (var px = Procession.local();
                var pool = px.pool(1)) {
            pool.apply(() -> freezing.celsius());
        } catch (CodecException e) {
            System.out.println("without: " + e.getMessage());
        }

        try (var px = Procession.builder().reducer(new TemperatureReducer()).build();
                var pool = px.pool(1)) {
            System.out.println("with: " + pool.apply(() -> freezing.celsius()));
        }

        try (var px = Procession.builder()
                        .reducer(new TemperatureReducer())
                        .allow("dev.procession.examples.howto.OwnTypes")
                        .build();
                var pool = px.pool(1)) {
            System.out.println("strict: " + pool.apply(() -> List.of(1, 2, 3).size()));
            pool.apply(() -> freezing.celsius());
        } catch (CodecException e) {
            System.out.println("refused: " + e.getMessage());
        }
    }
}
