package dev.procession.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.procession.process.ChildProcess;
import dev.procession.testkit.Deadline;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A map that is larger than its client's heap. */
@Tag("process")
class LargeMapTest extends ManagerContractTest {
    LargeMapTest() {
        super(ManagerOptions.defaults());
    }

    private void iterate(int entries, int valueChars) {
        SharedMap<Integer, String> map = manager().map();
        String text = "v".repeat(valueChars);
        Map<Integer, String> some = new HashMap<>();
        for (int i = 0; i < entries; i++) {
            some.put(i, text);
            if (some.size() == 1_000 || i == entries - 1) {
                map.putAll(some);
                some.clear();
            }
        }
        assertEquals(entries, map.size());
        SharedCounter sum = manager().counter(0);
        SharedCounter chars = manager().counter(0);
        try (ChildProcess child = px().process(() -> {
                    long keys = 0;
                    long length = 0;
                    for (Map.Entry<Integer, String> entry : map.entrySet()) {
                        keys += entry.getKey();
                        length += entry.getValue().length();
                    }
                    sum.set(keys);
                    chars.set(length);
                })
                .jvmOptions("-Xmx32m")
                .start()) {
            child.join();
            assertEquals(0, child.exitCode().getAsInt(), () -> String.valueOf(child.failure()));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertEquals((long) entries * (entries - 1) / 2, sum.get());
        assertEquals((long) entries * valueChars, chars.get());
    }

    @Test
    void iterator_hundredThousandEntries_clientHoldsAPage() {
        iterate(100_000, 300);
    }

    @Test
    @Tag("soak")
    @Deadline(seconds = 300)
    @EnabledIfSystemProperty(named = "procession.soak", matches = "true", disabledReason = "takes a minute")
    void iterator_millionEntries_clientHoldsAPage() {
        iterate(1_000_000, 200);
    }
}
