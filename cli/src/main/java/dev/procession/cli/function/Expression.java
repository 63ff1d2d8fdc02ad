package dev.procession.cli.function;

import dev.procession.cli.function.SourceCompiler.Unit;
import java.util.ArrayList;
import java.util.List;
import javax.tools.Diagnostic;

/** A lambda or method reference from the command line, and the class it is compiled in. */
final class Expression {
    /** In the unnamed package, so that an expression can name classes there as well as all others. */
    static final String CLASS_NAME = "ProcessionExpression";

    private static final int MAX_ERRORS = 10;

    /** The function stands in a class of its own, so that only workers run what it evaluates. */
    private static final String PREFIX = """
            import java.io.*;
            import java.math.*;
            import java.nio.charset.*;
            import java.nio.file.*;
            import java.time.*;
            import java.util.*;
            import java.util.function.*;
            import java.util.regex.*;
            import java.util.stream.*;
            import static dev.procession.cli.Helpers.*;
            public final class ProcessionExpression implements dev.procession.function.Fn<String, String> {
                private static final long serialVersionUID = 1L;
                public String call(String input) throws Exception {
                    return String.valueOf(Holder.FUNCTION.call(input));
                }
                private static final class Holder {
                    static final dev.procession.function.Fn<String, Object> FUNCTION =
            """;

    private static final String SUFFIX = """

            ;
                }
            }
            """;

    private final String text;

    Expression(String text) {
        this.text = text;
    }

    Unit unit() {
        return new Unit(CLASS_NAME + ".java", PREFIX + text + SUFFIX);
    }

    /** The errors in terms of the expression. Those that only follow, in code the user never saw, are left out. */
    String render(List<? extends Diagnostic<?>> errors) {
        List<String> own = new ArrayList<>();
        List<String> following = new ArrayList<>();
        for (Diagnostic<?> error : errors) {
            long offset = error.getPosition() - PREFIX.length();
            boolean inside = error.getPosition() != Diagnostic.NOPOS && offset >= 0 && offset <= text.length();
            (inside ? own : following)
                    .add(Excerpt.render("EXPRESSION", text, inside ? offset : text.length(), message(error)));
        }
        if (!own.isEmpty()) {
            return String.join("\n", own.subList(0, Math.min(own.size(), MAX_ERRORS)));
        }
        return following.isEmpty() ? "EXPRESSION: it does not compile, for no reason given" : following.getFirst();
    }

    private static String message(Diagnostic<?> error) {
        StringBuilder kept = new StringBuilder();
        for (String line : error.getMessage(null).lines().toList()) {
            if (!line.stripLeading().startsWith("location:")) {
                kept.append(kept.isEmpty() ? "" : "\n").append(line);
            }
        }
        if (kept.indexOf("lambda") >= 0 && (kept.indexOf("void") >= 0 || kept.indexOf("value") >= 0)) {
            kept.append("\n  the function must return something to print, as in: p -> { …; return p; }");
        }
        return kept.toString();
    }
}
