package dev.procession;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * No cycle among the top-level classes of an internal package, with exceptions that only shrink. In a knot, each class leads
 * to every other one, and none is understood alone.
 */
class KnotsTest {
    private static final String INTERNAL = "dev.procession.internal.";

    /** Number of classes in knots, by package; a package that is missing here has none. */
    private static final Map<String, Integer> IN_KNOTS = new TreeMap<>(Map.ofEntries(
            Map.entry("channel", 4),
            Map.entry("codec", 11),
            Map.entry("dispatch", 2),
            Map.entry("handle", 5),
            Map.entry("local", 8),
            Map.entry("proxy", 26),
            Map.entry("session", 7),
            Map.entry("supervise", 6),
            Map.entry("sync", 2),
            Map.entry("wait", 8),
            Map.entry("worker", 2)));

    @Test
    void knots_everyPackage_haveNoMoreClassesThanTheTableSays() {
        var uses = new TreeMap<String, Set<String>>();
        for (JavaClass type : new ClassFileImporter()
                .importUrl(
                        Procession.class.getProtectionDomain().getCodeSource().getLocation())) {
            String from = topLevel(type);
            if (!type.getPackageName().startsWith(INTERNAL)) {
                continue;
            }
            Set<String> used = uses.computeIfAbsent(from, _ -> new TreeSet<>());
            type.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass())
                    .filter(target -> target.getPackageName().equals(type.getPackageName()))
                    .map(KnotsTest::topLevel)
                    .filter(target -> !target.equals(from))
                    .forEach(used::add);
        }
        var reached = new TreeMap<String, Set<String>>();
        uses.keySet().forEach(from -> reached.put(from, reachedFrom(from, uses)));
        var found = new TreeMap<String, Set<String>>();
        reached.forEach((from, all) -> {
            if (all.contains(from)) {
                String room = from.substring(INTERNAL.length(), from.lastIndexOf('.'));
                found.computeIfAbsent(room, _ -> new TreeSet<>()).add(from.substring(from.lastIndexOf('.') + 1));
            }
        });
        var numbers = new TreeMap<String, Integer>();
        found.forEach((room, classes) -> numbers.put(room, classes.size()));

        assertEquals(
                IN_KNOTS,
                numbers,
                () -> "more than in the table: cut the cycle; fewer: write the new number into the table; knots="
                        + found);
    }

    private static Set<String> reachedFrom(String from, Map<String, Set<String>> uses) {
        Set<String> reached = new HashSet<>();
        Deque<String> next = new ArrayDeque<>(uses.get(from));
        while (!next.isEmpty()) {
            String one = next.pop();
            if (reached.add(one)) {
                next.addAll(uses.getOrDefault(one, Set.of()));
            }
        }
        return reached.stream().collect(toCollection(TreeSet::new));
    }

    private static String topLevel(JavaClass type) {
        String name = type.getFullName().replaceAll("\\[\\]", "");
        int nested = name.indexOf('$');
        return nested < 0 ? name : name.substring(0, nested);
    }
}
