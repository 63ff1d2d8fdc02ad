package dev.procession.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** Contenders measured in turn, so that what else the machine does hits all of them alike. The first is the peer of the ratios. */
final class Contest {
    private static final int REPEATS = 5;
    private static final int WARM_UP = 2;

    private Contest() {}

    /** Runs and closes {@code contenders}, and prints their table. */
    static void run(String title, String unit, List<? extends Contender> contenders) throws Exception {
        System.out.println(title);
        try {
            double[][] values = new double[contenders.size()][REPEATS];
            for (int repeat = -WARM_UP; repeat < REPEATS; repeat++) {
                for (int i = 0; i < contenders.size(); i++) {
                    double value = contenders.get(i).measure();
                    if (repeat >= 0) {
                        values[i][repeat] = value;
                    }
                }
            }
            List<Figures> figures = new ArrayList<>();
            for (int i = 0; i < values.length; i++) {
                figures.add(new Figures(contenders.get(i).name(), values[i]));
                figures.get(i).print(unit, figures.getFirst());
            }
        } finally {
            for (Contender contender : contenders) {
                contender.close();
            }
        }
    }
}
