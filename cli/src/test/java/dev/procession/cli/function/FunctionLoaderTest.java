package dev.procession.cli.function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.cli.Helpers;
import dev.procession.cli.options.UsageException;
import dev.procession.function.Fn;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FunctionLoaderTest {
    @TempDir
    Path directory = Path.of("");

    private static FunctionLoader loader(@Nullable ClassCache cache) throws Exception {
        return new FunctionLoader(List.of(place(Fn.class), place(Helpers.class)), List.of(), cache);
    }

    private static Path place(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static String apply(String expression, String input) throws Exception {
        return loader(null).expression(expression).call(input);
    }

    @Test
    void expression_allForms_applied() throws Exception {
        assertEquals("3", apply("p -> p.length()", "abc"));
        assertEquals("3", apply("String::length", "abc"));
        assertEquals("ABC", apply("(String p) -> { return p.toUpperCase(Locale.ROOT); } // done", "abc"));
        assertEquals("null", apply("p -> null", "abc"));
        assertEquals("cba", apply("p ->\n  new StringBuilder(p)\n  .reverse()", "abc"));
        assertEquals("[1, 2]", apply("p -> Stream.of(p.split(\",\")).map(BigInteger::new).toList()", "1,2"));
        assertEquals("hi", apply("p -> sh(\"printf\", \"%s\", p)", "hi"));
    }

    @Test
    void expression_throwsChecked_passedOn() {
        assertThrows(IOException.class, () -> apply("p -> { throw new IOException(p); }", "x"));
    }

    @Test
    void expression_evaluatesSomething_notInThisProcess() throws Exception {
        String property = "procession.test.evaluated";
        Fn<String, String> function =
                loader(null).expression("List.of(System.setProperty(\"" + property + "\", \"\") + \"\")::indexOf");
        assertNull(System.getProperty(property));
        assertEquals("-1", function.call("x"));
        System.clearProperty(property);
    }

    @Test
    void expression_classes_servedAsResourcesAndSerializable() throws Exception {
        Fn<String, String> function = loader(null).expression("p -> p + 1");
        ClassLoader loader = function.getClass().getClassLoader();
        assertNotNull(loader.getResourceAsStream("ProcessionExpression.class"));
        assertNotNull(loader.getResourceAsStream("ProcessionExpression$Holder.class"));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(function);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())) {
            @Override
            protected Class<?> resolveClass(ObjectStreamClass type) throws ClassNotFoundException {
                return Class.forName(type.getName(), false, loader);
            }
        }) {
            assertEquals(
                    "x1", ((Fn<?, ?>) in.readObject()).getClass() == function.getClass() ? function.call("x") : "");
        }
    }

    /** Each text has a line with a caret under the place where the error is expected; that line is not compiled. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "p -> shaX(p)\n     ^",
                "p -> p.foo()\n      ^",
                "p ->\n  p.length() +\n  q\n  ^",
                "p -> {\n\tint x = \"a\";\n\t        ^\n\treturn x; }",
                "p -> p +\n        ^",
                "p -> { return p;\n                ^",
                "p -> \"open\n     ^",
                "p -> p.length() }\n               ^",
                "p -> (p.length()\n                ^",
                "p -> \"ä😀\" + q\n            ^",
                "String::lenth\n^",
                "(a, b) -> a\n^",
                "42\n^",
            })
    void expression_doesNotCompile_caretUnderThePlace(String marked) throws Exception {
        List<String> lines = new ArrayList<>();
        String caret = "";
        String marked0 = "";
        for (String line : marked.lines().toList()) {
            if (line.strip().equals("^")) {
                caret = line;
                marked0 = lines.getLast();
            } else {
                lines.add(line);
            }
        }
        String text = String.join("\n", lines);
        CompileException e =
                assertThrows(CompileException.class, () -> loader(null).expression(text));
        List<String> message = text(e).lines().toList();
        assertTrue(
                message.getFirst().startsWith("EXPRESSION:" + (lines.indexOf(marked0) + 1) + ": error: "),
                e.getMessage());
        assertEquals(marked0, message.get(1));
        assertEquals(caret, message.get(2), e.getMessage());
        assertTrue(!text(e).contains("Procession"), e.getMessage());
    }

    @Test
    void expression_returnsNothing_hint() {
        CompileException e = assertThrows(CompileException.class, () -> apply("p -> { p.length(); }", ""));
        assertTrue(text(e).contains("must return something"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "static String map(String s) { return s + s; }",
                "String apply(String s) { return s + s; }",
                "class Any { static Object only(String s) { return s + s; } private static int x(String s) { return 0; } }",
                "public class Other { public String call(String s) { return s + s; } String b(String s) { return s; } }",
                "class F implements java.util.function.Function<String, String> { public String apply(String s) { return s + s; } }",
                "record No(int x) {} class F implements dev.procession.function.Fn<String, String> { public String call(String s) "
                        + "{ return s + s; } }",
                "package a.b; class F { static String twice(String s) { return s + s; } }",
            })
    void source_everyKind_found(String text) throws Exception {
        Path file = Files.writeString(directory.resolve("Thing.java"), text);
        assertEquals("xx", loader(null).source(file).call("x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "class F { static int a(String s) { return 1; } static int b(String s) { return 1; } }",
                "class F { F(int x) {} int map(String s) { return 1; } }",
                "class F { void map(String s) {} }",
                "class F { static int map(int s) { return 1; } }",
            })
    void source_noFunction_saysWhy(String text) throws Exception {
        Path file = Files.writeString(directory.resolve("F.java"), text);
        UsageException e = assertThrows(UsageException.class, () -> loader(null).source(file));
        assertTrue(text(e).contains("has no function; F: it"), e.getMessage());
    }

    @Test
    void source_throws_unwrapped() throws Exception {
        Path file = Files.writeString(
                directory.resolve("F.java"),
                "static int map(String s) throws Exception { throw new java.io.IOException(s); }");
        assertEquals(
                "x",
                assertThrows(IOException.class, () -> loader(null).source(file).call("x"))
                        .getMessage());
    }

    @Test
    void source_doesNotCompile_shownInTheFile() throws Exception {
        Path file = Files.writeString(directory.resolve("F.java"), "class F {\n  int x = y;\n}\n");
        CompileException e =
                assertThrows(CompileException.class, () -> loader(null).source(file));
        assertTrue(text(e).startsWith(file + ":2: error: "), e.getMessage());
        assertTrue(text(e).contains("\n  int x = y;\n          ^\n"), e.getMessage());
    }

    @Test
    void cache_secondTime_servedAndBadFileIgnored() throws Exception {
        Path cacheDirectory = directory.resolve("a/cache");
        ClassCache cache = new ClassCache(cacheDirectory);
        List<SourceCompiler.Unit> units = List.of(new SourceCompiler.Unit("A.java", "text"));
        cache.store(units, List.of(), Map.of("A", new byte[] {1, 2, 3}));
        assertEquals(3, cache.load(units, List.of()).getOrDefault("A", new byte[0]).length);
        assertTrue(cache.load(List.of(new SourceCompiler.Unit("A.java", "texu")), List.of())
                .isEmpty());
        assertTrue(cache.load(units, List.of(directory)).isEmpty(), "a directory's state is not known");

        Path file;
        try (var files = Files.list(cacheDirectory)) {
            file = files.findFirst().orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(file);
        bytes[8] ^= 1;
        Files.write(file, bytes);
        assertTrue(cache.load(units, List.of()).isEmpty());
    }

    @Test
    void cache_openToOthers_notUsed() throws Exception {
        Path open = Files.createDirectory(directory.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        List<SourceCompiler.Unit> units = List.of(new SourceCompiler.Unit("A.java", "text"));
        new ClassCache(open).store(units, List.of(), Map.of("A", new byte[1]));
        try (var files = Files.list(open)) {
            assertEquals(0, files.count());
        }
    }

    private static String text(Throwable e) {
        return String.valueOf(e.getMessage());
    }
}
