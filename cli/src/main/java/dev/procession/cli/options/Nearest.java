package dev.procession.cli.options;

import java.util.List;
import java.util.Optional;

/** The word that was probably meant. */
public final class Nearest {
    private Nearest() {}

    /** The one of {@code words} nearest to {@code typed}, if any is near enough to be a slip of the finger. */
    public static Optional<String> to(String typed, List<String> words) {
        String best = null;
        int bestDistance = Math.max(2, typed.length() / 3) + 1;
        for (String word : words) {
            int distance = word.startsWith(typed) && typed.length() > 3 ? 1 : distance(typed, word);
            if (distance < bestDistance) {
                best = word;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Optimal string alignment: insert, delete, replace, and swap of neighbours each cost one. */
    static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int replace = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                int least = Math.min(replace, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    least = Math.min(least, cost[i - 2][j - 2] + 1);
                }
                cost[i][j] = least;
            }
        }
        return cost[a.length()][b.length()];
    }
}
