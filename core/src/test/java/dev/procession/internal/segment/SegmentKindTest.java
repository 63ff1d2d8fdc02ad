package dev.procession.internal.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A process that opens a segment tells by its kind whether it is the one that it was told of. */
class SegmentKindTest {
    @Test
    void kinds_everyTwo_differAndHaveNames() throws IllegalAccessException {
        Map<Integer, String> constants = new HashMap<>();
        Map<String, String> names = new HashMap<>();
        for (Field field : SegmentKind.class.getDeclaredFields()) {
            if (field.getType() != int.class || !Modifier.isStatic(field.getModifiers())) {
                continue;
            }
            int kind = field.getInt(null);
            assertEquals(null, constants.put(kind, field.getName()), "kind=" + kind + " is also " + field.getName());
            String name = SegmentKind.name(kind);
            assertNotEquals("kind-" + kind, name, field.getName());
            assertEquals(null, names.put(name, field.getName()), name + " is also " + field.getName());
        }
        assertNotEquals(0, constants.size());
    }
}
