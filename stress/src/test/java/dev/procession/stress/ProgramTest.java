package dev.procession.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.procession.stress.Fault.Kind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProgramTest {
    private static final int FAULTS = 1000;

    private static List<Fault> faults(long seed) {
        Program program = new Program(seed);
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < FAULTS; i++) {
            faults.add(program.next());
        }
        return faults;
    }

    @Test
    void next_sameSeed_isTheSameProgram() {
        assertEquals(faults(42), faults(42));
        assertNotEquals(faults(42), faults(43));
    }

    @Test
    void next_longEnough_hasEveryKindForEverySeat() {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        boolean[] victims = new boolean[Role.SEATS.size()];
        for (Fault fault : faults(1)) {
            kinds.add(fault.kind());
            victims[fault.victim()] = true;
        }
        assertEquals(EnumSet.allOf(Kind.class), kinds);
        for (boolean victim : victims) {
            assertEquals(true, victim);
        }
    }
}
