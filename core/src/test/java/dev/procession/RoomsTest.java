package dev.procession;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/**
 * The house: which room of the core may use which. The table is the law; to add a room, add its line, below
 * everything it uses. The reasons are in the architecture page.
 */
class RoomsTest {

    private static final String ROOT = "dev.procession";

    /** The public vocabulary. */
    private static final List<String> FLOOR =
            List.of("function", "process", "codec", "pool", "channel", "sync", "shared", "spi");

    /** From the floor up; each with the rooms it may use. The roof, the root package itself, may use all. */
    private static final Map<String, List<String>> MAY_USE = new LinkedHashMap<>();

    static {
        MAY_USE.put("function", List.of());
        MAY_USE.put("process", List.of());
        MAY_USE.put("codec", List.of("process"));
        MAY_USE.put("pool", List.of("function", "process", "codec"));
        MAY_USE.put("channel", List.of("process"));
        MAY_USE.put("sync", List.of("process"));
        MAY_USE.put("shared", List.of("function", "process", "pool", "channel", "sync"));
        MAY_USE.put("spi", List.of("function", "process", "pool", "channel", "sync", "shared"));
        // L0
        room("internal.service");
        room("internal.codec");
        room("internal.memory");
        // L1
        room("internal.segment", "internal.service", "internal.memory");
        room("internal.liveness", "internal.service", "internal.memory", "internal.segment");
        room("internal.wait", "internal.service", "internal.memory", "internal.segment", "internal.liveness");
        // L2
        room(
                "internal.session",
                "internal.service",
                "internal.memory",
                "internal.segment",
                "internal.liveness",
                "internal.wait");
        room("internal.shared", "internal.memory", "internal.wait");
        room("internal.lock", "internal.memory", "internal.liveness", "internal.wait");
        room(
                "internal.ring",
                "internal.service",
                "internal.memory",
                "internal.liveness",
                "internal.wait",
                "internal.lock");
        room(
                "internal.message",
                "internal.codec",
                "internal.memory",
                "internal.segment",
                "internal.liveness",
                "internal.wait",
                "internal.session",
                "internal.ring");
        room("internal.sync", "internal.wait", "internal.lock");
        room(
                "internal.channel",
                "internal.service",
                "internal.codec",
                "internal.memory",
                "internal.segment",
                "internal.liveness",
                "internal.wait",
                "internal.lock",
                "internal.ring");
        // L3
        room(
                "internal.handle",
                "internal.codec",
                "internal.memory",
                "internal.segment",
                "internal.liveness",
                "internal.wait",
                "internal.session",
                "internal.shared",
                "internal.lock",
                "internal.ring",
                "internal.message",
                "internal.sync",
                "internal.channel");
        room(
                "internal.task",
                "internal.codec",
                "internal.memory",
                "internal.segment",
                "internal.liveness",
                "internal.wait",
                "internal.session",
                "internal.ring",
                "internal.message");
        room(
                "internal.dispatch",
                "internal.memory",
                "internal.segment",
                "internal.liveness",
                "internal.wait",
                "internal.session",
                "internal.ring",
                "internal.message");
        room("internal.launch", "internal.service", "internal.segment", "internal.liveness");
        room("internal.control", "internal.service", "internal.codec");
        room("internal.classes", "internal.service", "internal.codec", "internal.control");
        // L4
        room(
                "internal.supervise",
                "internal.service",
                "internal.codec",
                "internal.segment",
                "internal.liveness",
                "internal.session",
                "internal.launch",
                "internal.control",
                "internal.classes");
        room(
                "internal.worker",
                "internal.codec",
                "internal.liveness",
                "internal.session",
                "internal.message",
                "internal.handle",
                "internal.task",
                "internal.control",
                "internal.classes");
        // L5
        room(
                "internal.pool",
                "internal.service",
                "internal.codec",
                "internal.liveness",
                "internal.wait",
                "internal.session",
                "internal.message",
                "internal.task",
                "internal.control",
                "internal.classes",
                "internal.supervise");
        room(
                "internal.proxy",
                "internal.service",
                "internal.codec",
                "internal.memory",
                "internal.wait",
                "internal.session",
                "internal.ring",
                "internal.message",
                "internal.handle",
                "internal.task",
                "internal.dispatch");
        room(
                "internal.manager",
                "internal.service",
                "internal.codec",
                "internal.memory",
                "internal.wait",
                "internal.session",
                "internal.ring",
                "internal.message",
                "internal.dispatch",
                "internal.proxy");
        // L6
        room("internal.local", MAY_USE.keySet().toArray(String[]::new));
    }

    /**
     * Rooms whose job includes the console: what workers print is forwarded, and a worker's own streams are set up.
     */
    private static final List<String> MAY_PRINT =
            List.of("internal.launch", "internal.supervise", "internal.worker", "internal.local");

    /** Names that say nothing, and so take in everything. */
    private static final Set<String> NO_ROOM_NAMES = Set.of("util", "utils", "common", "impl", "helper", "helpers");

    /** The core's own classes; by location, because the tests and the testkit share the root package's name. */
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importUrl(Procession.class.getProtectionDomain().getCodeSource().getLocation());

    private static void room(String name, String... internalRooms) {
        MAY_USE.put(
                name,
                Stream.concat(FLOOR.stream(), Stream.of(internalRooms))
                        .distinct()
                        .toList());
    }

    private static String packageOf(String room) {
        return ROOT + "." + room;
    }

    private static String[] packagesOf(Stream<String> rooms) {
        return rooms.map(RoomsTest::packageOf).toArray(String[]::new);
    }

    @Test
    void table_everyRoom_usesOnlyRoomsBelowIt() {
        var below = new ArrayList<String>();
        MAY_USE.forEach((room, allowed) -> {
            assertTrue(below.containsAll(allowed), "not all below " + room + " in the table: " + allowed);
            below.add(room);
        });
    }

    @Test
    void rooms_everyOne_usesOnlyWhatTheTableLists() {
        // All rooms' violations at once, so that they can be mended together.
        assertAll(MAY_USE.entrySet().stream().map(entry -> () -> checkRoom(entry.getKey(), entry.getValue())));
    }

    private static void checkRoom(String room, List<String> allowed) {
        String[] visible = packagesOf(Stream.concat(Stream.of(room), allowed.stream()));
        noClasses()
                .that(resideInAPackage(packageOf(room)))
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..").and(not(resideInAnyPackage(visible))))
                .because("room " + room + " may use only " + allowed)
                .allowEmptyShould(true) // whether the room is there at all is the next test's question
                .check(CLASSES);
    }

    /** Also the canary: that the classes were read, and that the table's names are the packages' names. */
    @Test
    void packages_withClasses_areTheTablesRooms() {
        Set<String> rooms = Stream.concat(Stream.of(ROOT), Stream.of(packagesOf(MAY_USE.keySet().stream())))
                .collect(toCollection(TreeSet::new));
        var undeclared = new TreeSet<>(packages());
        undeclared.removeAll(rooms);
        var missing = new TreeSet<>(rooms);
        missing.removeAll(packages());
        assertEquals(
                "not in the table: [], in the table only: []",
                "not in the table: " + undeclared + ", in the table only: " + missing);
    }

    private static Set<String> packages() {
        return CLASSES.stream().map(JavaClass::getPackageName).collect(toCollection(TreeSet::new));
    }

    @Test
    void packages_everyTwo_areFreeOfCycles() {
        slices().assignedFrom(new EachPackage()).should().beFreeOfCycles().check(CLASSES);
    }

    private static final class EachPackage implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
            return SliceIdentifier.of(javaClass.getPackageName());
        }

        @Override
        public String getDescription() {
            return "each package";
        }
    }

    @Test
    void packages_everyOne_isNullMarked() {
        var unmarked = new TreeSet<String>();
        for (String name : packages()) {
            if (!CLASSES.getPackage(name).isAnnotatedWith(NullMarked.class)) {
                unmarked.add(name);
            }
        }
        assertEquals(Set.of(), unmarked, "packages without @NullMarked in their package-info.java");
    }

    @Test
    void packages_everyOne_hasANameThatSaysItsJob() {
        var nameless = new TreeSet<String>();
        for (String name : packages()) {
            if (Stream.of(name.split("\\.", -1)).anyMatch(NO_ROOM_NAMES::contains)) {
                nameless.add(name);
            }
        }
        assertEquals(Set.of(), nameless);
    }

    @Test
    void console_exceptInItsRooms_isNotTouched() {
        noClasses()
                .that(not(resideInAnyPackage(packagesOf(MAY_PRINT.stream())).or(resideInAPackage(ROOT))))
                .should()
                .accessFieldWhere(describe("System.out or System.err", RoomsTest::isConsole))
                .orShould()
                .callMethodWhere(describe("printStackTrace()", RoomsTest::printsTrace))
                .because("the console is the user's; only " + MAY_PRINT + " forward to it")
                .check(CLASSES);
    }

    @Test
    void loggers_exceptInLog_areNotAskedFor() {
        noClasses()
                .that(not(resideInAPackage(ROOT + ".internal.service")))
                .should()
                .callMethodWhere(describe("System.getLogger(…)", RoomsTest::getsLogger))
                .because("a logger of the user's may fail, and must end no thread of the library's")
                .check(CLASSES);
    }

    private static boolean getsLogger(JavaMethodCall call) {
        return call.getTargetOwner().isEquivalentTo(System.class)
                && call.getName().equals("getLogger");
    }

    private static boolean isConsole(JavaFieldAccess access) {
        return access.getTargetOwner().isEquivalentTo(System.class)
                && !access.getTarget().getName().equals("in");
    }

    private static boolean printsTrace(JavaMethodCall call) {
        return call.getName().equals("printStackTrace")
                && call.getTarget().getRawParameterTypes().isEmpty();
    }

    /** How every codebase we read got its import cycle: the interface makes its own implementation. */
    @Test
    void publicInterfaces_staticMethods_doNotReachIntoInternalRooms() {
        var reaching = new ArrayList<String>();
        for (JavaClass type : CLASSES) {
            if (!type.isInterface() || type.getPackageName().startsWith(ROOT + ".internal")) {
                continue;
            }
            for (JavaMethod method : type.getMethods()) {
                if (method.getModifiers().contains(JavaModifier.STATIC) && reachesInternal(method)) {
                    reaching.add(method.getFullName());
                }
            }
        }
        assertEquals(List.of(), reaching);
    }

    private static boolean reachesInternal(JavaMethod method) {
        return method.getAccessesFromSelf().stream()
                .map(JavaAccess::getTargetOwner)
                .anyMatch(owner -> owner.getPackageName().startsWith(ROOT + ".internal"));
    }
}
