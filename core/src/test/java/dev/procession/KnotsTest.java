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
 * No cycle among the top-level classes of an internal package, with exceptions that only shrink. In a knot, each class
 * leads to every other one, and none is understood alone.
 */
class KnotsTest {
    private static final String INTERNAL = "dev.procession.internal.";

    /**
     * Classes in cycles that are natural, or not cut yet.
     *
     * @param classes their number
     * @param reason why they lead to each other
     */
    private record Natural(int classes, String reason) {}

    /** By package; a package that is missing here has none. */
    private static final Map<String, Natural> EXCEPTIONS = new TreeMap<>(Map.of(
            "codec",
            new Natural(
                    11,
                    "values are in values: an encoder writes a record by its plan, which uses the encoder (5); a lambda"
                            + " goes by the class that it was written in, which the filter asks for, and is made by a"
                            + " resolver, which asks the filter (6)"),
            "handle",
            new Natural(5, "what travels is a handle, is made by a reducer, and is resolved to what is reduced again"),
            "local",
            new Natural(2, "the body of a manager's process opens a session for its pools"),
            "proxy",
            new Natural(
                    24,
                    "a proxy travels as a handle, which makes proxies (14), and a manager does (2); a remote reference"
                            + " leads to its connection, which counts references, and the requests and replies of which"
                            + " hold them (8)"),
            "session",
            new Natural(7, "an open segment leads to its session, which knows what is open; not cut yet"),
            "wait",
            new Natural(8, "a monitor: wait points, their waiters, and the doorbell that both hear and ring")));

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
        var allowed = new TreeMap<String, Integer>();
        EXCEPTIONS.forEach((room, exception) -> allowed.put(room, exception.classes()));

        assertEquals(
                allowed,
                numbers,
                () -> "more than in the table: cut the cycle; fewer: write the new number into the table; exceptions="
                        + EXCEPTIONS + "; knots=" + found);
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
