package dev.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the exported packages offer is what {@code core/api/public-api.txt} lists, so that no change of it is an
 * accident. {@code ./x api} writes the list anew; its difference is part of the change, for the reviewer.
 */
class PublicApiTest {
    private static final Path BASELINE = Path.of("api", "public-api.txt");
    private static final Path CLASSES = LibraryClasses.directory();

    @Test
    void publicApi_comparedWithTheList_isTheSame() throws IOException {
        List<String> now = listing();
        if (Boolean.getBoolean("procession.api.write")) {
            Files.createDirectories(BASELINE.getParent());
            Files.write(BASELINE, now);
        }
        List<String> listed = Files.readAllLines(BASELINE);

        assertEquals(
                "gone: [], new: []",
                "gone: " + without(listed, now) + ", new: " + without(now, listed),
                "the public API is not as core/api/public-api.txt lists it; if that is meant, run ./x api");
    }

    private static List<String> without(List<String> lines, List<String> others) {
        return lines.stream().filter(line -> !others.contains(line)).toList();
    }

    private static List<String> listing() throws IOException {
        var lines = new TreeSet<String>();
        try (Stream<Path> files = Files.walk(CLASSES)) {
            for (Path file : files.filter(PublicApiTest::mayBePublic).toList()) {
                add(lines, typeOf(file));
            }
        }
        return List.copyOf(lines);
    }

    private static boolean mayBePublic(Path file) {
        String name = file.toString();
        return name.endsWith(".class") && !name.contains("-info.class") && !name.contains(File.separator + "internal");
    }

    private static Class<?> typeOf(Path file) {
        String name = CLASSES.relativize(file).toString().replace(File.separatorChar, '.');
        try {
            return Class.forName(name.substring(0, name.length() - ".class".length()));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void add(Set<String> lines, Class<?> type) {
        for (Class<?> outer = type; outer != null; outer = outer.getDeclaringClass()) {
            if (!isOffered(outer.getModifiers())) {
                return;
            }
        }
        if (type.isAnonymousClass() || type.isLocalClass()) {
            return;
        }
        String name = type.getName();
        lines.add(name + " is " + type.toGenericString() + above(type));
        for (Field field : type.getDeclaredFields()) {
            addMember(lines, name, field, field.toGenericString());
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            addMember(lines, name, constructor, constructor.toGenericString());
        }
        for (Method method : type.getDeclaredMethods()) {
            addMember(lines, name, method, method.toGenericString());
        }
    }

    private static void addMember(Set<String> lines, String type, Member member, String text) {
        if (isOffered(member.getModifiers()) && !member.isSynthetic()) {
            lines.add(type + " has " + text);
        }
    }

    private static boolean isOffered(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static String above(Class<?> type) {
        Type parent = type.getGenericSuperclass();
        String interfaces = Arrays.stream(type.getGenericInterfaces())
                .map(Type::getTypeName)
                .collect(Collectors.joining(", "));
        return (parent == null || parent == Object.class ? "" : " extends " + parent.getTypeName())
                + (interfaces.isEmpty() ? "" : " with " + interfaces);
    }
}
