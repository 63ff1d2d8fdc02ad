package dev.procession.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Java in the documentation compiles: whole programs as they are, fragments as the body of a method in which
 * {@code px}, {@code pool} and the names that the fragment does not declare are there. What cannot be compiled says
 * why, in a comment before it.
 */
class CodeBlocksTest {
    private static final String EXEMPT = "<!-- not compiled: ";
    private static final Pattern PROGRAM =
            Pattern.compile("(?m)^(void main\\(|(public |final )*(class|record|interface) )");
    private static final Pattern CLASS = Pattern.compile("(?m)^(?:public )?(?:final )?class (\\w+)");
    private static final Pattern UNKNOWN =
            Pattern.compile("symbol:[^\n]*\n\\s*location:\\s+class (fragments\\.)?Fragment");

    /** In scope of every fragment. */
    private static final String IMPORTS = List.of(
                    "dev.procession.*",
                    "dev.procession.channel.*",
                    "dev.procession.codec.*",
                    "dev.procession.examples.*",
                    "dev.procession.function.*",
                    "dev.procession.pool.*",
                    "dev.procession.process.*",
                    "dev.procession.shared.*",
                    "dev.procession.sync.*")
            .stream()
            .map(name -> "import " + name + "; ")
            .collect(Collectors.joining());

    @TempDir
    private Path directory;

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static List<Page.Block> blocks() throws Exception {
        List<Page> pages = new ArrayList<>(Page.under(Page.DOCS));
        pages.add(new Page(Path.of("../README.md")));
        List<Page.Block> blocks = new ArrayList<>();
        for (Page page : pages) {
            for (Page.Block block : page.blocks()) {
                if (block.kind().equals("java") && !block.before().startsWith(EXEMPT)) {
                    blocks.add(block);
                }
            }
        }
        return blocks;
    }

    private static boolean isProgram(Page.Block block) {
        return PROGRAM.matcher(block.text()).find();
    }

    @Test
    void programs_all_compile() throws Exception {
        Map<String, Page.Block> programs = new LinkedHashMap<>();
        for (Page.Block block : blocks()) {
            if (isProgram(block)) {
                Matcher named = CLASS.matcher(block.text());
                String name = named.find() ? named.group(1) : "Compact" + programs.size();
                programs.put(name, block);
            }
        }
        assertTrue(programs.size() >= 8, programs.toString());

        assertEquals(List.of(), errors(programs, Map.of()));
    }

    /** One that is no statement, misspells a method, or gives it what it does not take, fails. */
    @Test
    void fragments_all_areJava() throws Exception {
        Map<String, Page.Block> fragments = new LinkedHashMap<>();
        Map<String, String> texts = new LinkedHashMap<>();
        for (Page.Block block : blocks()) {
            if (!isProgram(block)) {
                String name = "Fragment" + fragments.size();
                fragments.put(name, block);
                texts.put(name, "package fragments; " + wrap(name, block.text()));
            }
        }
        assertTrue(fragments.size() >= 10, fragments.toString());

        assertEquals(List.of(), errors(fragments, texts));
    }

    /** Imports, if it has any, stay where they are; the rest is a method's body. */
    private static String wrap(String name, String text) {
        String imports = text.lines().filter(line -> line.startsWith("import ")).collect(Collectors.joining(" "));
        String body =
                text.lines().map(line -> line.startsWith("import ") ? "" : line).collect(Collectors.joining("\n"));
        return IMPORTS + imports + "import module java.base; class " + name
                + " { Procession px = Procession.local(); ProcessPool pool = px.pool(); void body() throws Exception { "
                + body + "\n}}";
    }

    /** What the compiler finds wrong; in a fragment, not that a name is declared elsewhere. */
    private List<String> errors(Map<String, Page.Block> blocks, Map<String, String> texts) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        List<Source> sources = blocks.entrySet().stream()
                .map(block -> new Source(
                        block.getKey(),
                        texts.getOrDefault(block.getKey(), block.getValue().text())))
                .toList();
        compiler.getTask(
                        null,
                        null,
                        found,
                        List.of("-proc:none", "-d", directory.toString(), "-cp", System.getProperty("java.class.path")),
                        null,
                        sources)
                .call();
        List<String> errors = new ArrayList<>();
        for (var diagnostic : found.getDiagnostics()) {
            if (diagnostic.getKind() == javax.tools.Diagnostic.Kind.ERROR) {
                String message = diagnostic.getMessage(null);
                boolean elsewhere = !texts.isEmpty() && UNKNOWN.matcher(message).find();
                if (!elsewhere) {
                    JavaFileObject in = diagnostic.getSource();
                    String name = in == null ? "" : in.getName().substring(1).replace(".java", "");
                    errors.add(blocks.get(name) + " line " + diagnostic.getLineNumber() + ": " + message);
                }
            }
        }
        return errors;
    }
}
