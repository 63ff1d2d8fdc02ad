package dev.procession;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    /** A knot that stays, since its classes are one thing, and why. */
    private record Knot(String room, String reason, Set<String> classes) {
        Knot(String room, String reason, String... classes) {
            this(room, reason, new TreeSet<>(Set.of(classes)));
        }
    }

    /** Knots that stay. */
    private static final List<Knot> STAYING = List.of(
            new Knot(
                    "codec",
                    "a value may be a container, whose elements are values: the two write each other",
                    "CollectionEncoding",
                    "TaggedEncoder"),
            new Knot(
                    "handle",
                    "the codec of a session encodes a shared object as a handle, which that codec decodes",
                    "Handle",
                    "HandleReducer",
                    "SessionCodecs"),
            new Knot(
                    "local",
                    "the body of a manager's process opens a session for its pools",
                    "LocalBackend",
                    "ManagerMain"),
            new Knot(
                    "wait",
                    "a wait stands at several wait points, each of which waits so",
                    "BlockingWait",
                    "MappedWaitPoint"),
            new Knot(
                    "wait",
                    "the listener hears rings for the doorbell, which has the threads that are to hear them",
                    "Doorbell",
                    "DoorbellListener"));

    /**
     * Numbers of classes in all other knots, by room, which are to be cut; a room that is missing here has none. Of
     * the proxies: a proxy travels as a handle, which makes proxies (14), and a manager does (2); a remote reference
     * leads to its connection, which counts references, and whose requests and replies hold them (8).
     */
    private static final Map<String, Integer> TO_CUT = new TreeMap<>(Map.of("proxy", 24));

    @Test
    void knots_everyRoom_hasNoneButThoseInTheTables() {
        Map<String, Set<String>> uses = uses();
        var numbers = new TreeMap<String, Integer>();
        var edges = new TreeMap<String, String>();
        List<Knot> missing = new ArrayList<>(STAYING);
        for (Set<String> knot : knots(uses)) {
            String room = room(knot.iterator().next());
            Set<String> names = new TreeSet<>();
            knot.forEach(name -> names.add(simpleName(name)));
            if (!missing.removeIf(stays -> stays.room.equals(room) && stays.classes.equals(names))) {
                numbers.merge(room, knot.size(), Integer::sum);
                edges.merge(room, edges(knot, uses), String::concat);
            }
        }

        edges.keySet().removeIf(room -> Objects.equals(numbers.get(room), TO_CUT.get(room)));
        assertEquals(
                List.of(),
                missing,
                "knots that are no longer there, or have other classes: correct the table; other knots=" + edges);
        assertEquals(
                TO_CUT,
                numbers,
                "more than in the table: cut the edge that is wrong; fewer: write the new number into the table; knots="
                        + edges);
    }

    /** What each top-level class of an internal package uses of its package. */
    private static Map<String, Set<String>> uses() {
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
        return uses;
    }

    /** The classes that lead to each other, set by set. */
    private static Set<Set<String>> knots(Map<String, Set<String>> uses) {
        var reached = new TreeMap<String, Set<String>>();
        uses.keySet().forEach(from -> reached.put(from, reachedFrom(from, uses)));
        Set<Set<String>> knots = new HashSet<>();
        reached.forEach((from, all) -> {
            if (all.contains(from)) {
                Set<String> knot = new TreeSet<>(all);
                knot.removeIf(other -> !reached.getOrDefault(other, Set.of()).contains(from));
                knots.add(knot);
            }
        });
        return knots;
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
        return reached;
    }

    /** Which class of a knot uses which other, a line for each class. */
    private static String edges(Set<String> knot, Map<String, Set<String>> uses) {
        return knot.stream()
                .map(from -> uses.getOrDefault(from, Set.of()).stream()
                        .filter(knot::contains)
                        .map(KnotsTest::simpleName)
                        .collect(joining(", ", "\n    " + simpleName(from) + " -> ", "")))
                .collect(joining());
    }

    private static String room(String className) {
        return className.substring(INTERNAL.length(), className.lastIndexOf('.'));
    }

    private static String simpleName(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }

    private static String topLevel(JavaClass type) {
        String name = type.getFullName().replaceAll("\\[\\]", "");
        int nested = name.indexOf('$');
        return nested < 0 ? name : name.substring(0, nested);
    }
}
