package dev.procession.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every input that is kept, without a fuzzer: seeds, and what once failed. */
class CorpusTest {

    @ParameterizedTest
    @EnumSource
    void inputs_ofTheCorpus_areReadOrRefused(Targets target) throws Exception {
        Map<String, byte[]> inputs = Corpus.inputs(target);
        try (Trial trial = new Trial(target.make())) {
            for (Map.Entry<String, byte[]> input : inputs.entrySet()) {
                try {
                    trial.run(input.getValue());
                } catch (Throwable e) {
                    throw new AssertionError(target.text() + ", input=" + input.getKey() + ": " + e, e);
                }
            }
        }
        System.err.println("corpus: target=" + target.text() + ", inputs=" + inputs.size());
    }

    /** A seed that no version writes any more tests little. */
    @ParameterizedTest
    @EnumSource
    void seeds_inTheSources_areWhatTheirProgramWrites(Targets target) throws Exception {
        Map<String, byte[]> kept = new TreeMap<>();
        Corpus.inputs(target).forEach((name, bytes) -> {
            if (name.startsWith(Corpus.SEED)) {
                kept.put(name.substring(Corpus.SEED.length()), bytes);
            }
        });
        try (FuzzTarget made = target.make()) {
            Map<String, byte[]> seeds = made.seeds();
            assertEquals(seeds.keySet(), kept.keySet(), "run the main of Corpus");
            seeds.forEach((name, bytes) -> assertArrayEquals(bytes, kept.get(name), name + ": run the main of Corpus"));
        }
    }

    /** A trial that lets everything pass would find nothing. */
    @Test
    void trial_ofWhatAllocatesTooMuch_isAFinding() throws Exception {
        FuzzTarget greedy = new FuzzTarget() {
            private byte[] kept = {};

            @Override
            public void run(byte[] input) {
                kept = new byte[input.length == 0 ? 0 : 8 << 20];
            }

            @Override
            public Map<String, byte[]> seeds() {
                return Map.of("nothing", kept);
            }
        };
        try (Trial trial = new Trial(greedy)) {
            trial.run(new byte[0]);
            AssertionError found =
                    org.junit.jupiter.api.Assertions.assertThrows(AssertionError.class, () -> trial.run(new byte[1]));
            org.junit.jupiter.api.Assertions.assertTrue(
                    String.valueOf(found.getMessage()).startsWith("allocated="), String.valueOf(found.getMessage()));
        }
    }
}
