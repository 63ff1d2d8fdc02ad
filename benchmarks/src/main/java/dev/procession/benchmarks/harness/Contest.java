package dev.procession.benchmarks.harness;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Contenders measured in turn, so that what else the machine does hits all of them alike.
 *
 * @param id of the table it makes
 * @param title of that table
 * @param unit of that table
 * @param warmUp rounds that are not kept
 * @param repeats rounds that are kept
 */
public record Contest(String id, String title, Unit unit, int warmUp, int repeats) {
    /** The system property that has every contest measure one round, without warm-up: to see that all works. */
    public static final String QUICK = "procession.bench.quick";

    private static final int WARM_UP = 2;
    private static final int REPEATS = 5;

    /** Two rounds of warm-up, five that are kept. */
    public Contest(String id, String title, Unit unit) {
        this(id, title, unit, WARM_UP, REPEATS);
    }

    /** The same with other rounds of warm-up. */
    public Contest withWarmUp(int rounds) {
        return new Contest(id, title, unit, rounds, repeats);
    }

    /** Measures and closes {@code contenders}; the first of them is the peer of the ratios. */
    public Table run(List<? extends Contender> contenders) throws Exception {
        return new Table(id, title, unit, null, measure(null, contenders));
    }

    /**
     * As {@link #run}, at one place of an axis; where contenders are many processes, those of another place are gone
     * by then.
     */
    public List<Row> at(double x, List<? extends Contender> contenders) throws Exception {
        return measure(x, contenders);
    }

    private List<Row> measure(@Nullable Double x, List<? extends Contender> contenders) throws Exception {
        List<Course> courses = new ArrayList<>();
        for (Contender contender : contenders) {
            courses.add(new Course(contender));
        }
        try {
            boolean quick = Boolean.getBoolean(QUICK);
            for (int round = quick ? 0 : -warmUp; round < (quick ? 1 : repeats); round++) {
                for (Course course : courses) {
                    course.round(round >= 0);
                }
            }
        } finally {
            for (Course course : courses) {
                course.close();
            }
        }
        return courses.stream().map(course -> course.row(x)).toList();
    }

    /** One contender's way through the rounds. */
    private static final class Course {
        private final Contender contender;
        private final List<Sample> samples = new ArrayList<>();
        private double processorSeconds;
        private @Nullable String unfinished;

        Course(Contender contender) {
            this.contender = contender;
        }

        void round(boolean kept) throws Exception {
            if (unfinished != null) {
                return;
            }
            try {
                double before = ProcessorTime.seconds();
                Sample sample = contender.measure();
                if (kept) {
                    samples.add(sample);
                    processorSeconds += ProcessorTime.seconds() - before;
                }
            } catch (UnfinishedException e) {
                unfinished = e.getMessage();
                contender.close();
            }
        }

        void close() throws IOException {
            if (unfinished == null) {
                contender.close();
            }
        }

        Row row(@Nullable Double x) {
            return unfinished == null
                    ? Row.of(contender.name(), x, samples, processorSeconds)
                    : Row.unfinished(contender.name(), x, unfinished);
        }
    }
}
