package dev.procession.cli;

import dev.procession.cli.options.Nearest;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code procession example}: runs a program of the examples module, which a checkout has on its class path; without
 * a name, lists them.
 */
final class ExampleCommand {
    private static final String PACKAGE = "dev.procession.examples";
    private static final String INDEX = "/dev/procession/examples/index.txt";

    private final Surroundings surroundings;

    ExampleCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** What an example is. */
    private record Entry(String className, String what) {}

    int run(List<String> args) {
        PrintStream out = new PrintStream(surroundings.out(), true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(surroundings.err(), true, StandardCharsets.UTF_8);
        Map<String, Entry> examples = index();
        if (examples.isEmpty()) {
            err.println(
                    "procession example: the examples are not on the class path; run ./procession in a checkout of the project");
            return Main.USAGE;
        }
        if (args.isEmpty()) {
            int longest =
                    examples.keySet().stream().mapToInt(String::length).max().orElse(0);
            examples.forEach(
                    (name, entry) -> out.println(name + " ".repeat(longest + 2 - name.length()) + entry.what()));
            return 0;
        }
        Entry entry = examples.get(args.getFirst());
        if (entry == null) {
            String hint = Nearest.to(args.getFirst(), List.copyOf(examples.keySet()))
                    .map(name -> "; did you mean " + name + "?")
                    .orElse("");
            err.println("procession example: no example \"" + args.getFirst() + "\"" + hint + " (there are: "
                    + String.join(", ", examples.keySet()) + ")");
            return Main.USAGE;
        }
        return call(entry, args.subList(1, args.size()), err);
    }

    private static int call(Entry entry, List<String> args, PrintStream err) {
        try {
            Class.forName(PACKAGE + "." + entry.className())
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) args.toArray(String[]::new));
            return 0;
        } catch (InvocationTargetException e) {
            e.getTargetException().printStackTrace(err);
            return 1;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the index of the examples names a class that is not there", e);
        }
    }

    private static Map<String, Entry> index() {
        Map<String, Entry> examples = new LinkedHashMap<>();
        try (InputStream in = ExampleCommand.class.getResourceAsStream(INDEX)) {
            if (in != null) {
                for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .toList()) {
                    String[] parts = line.split("\\|", 3);
                    examples.put(parts[0], new Entry(parts[1], parts[2]));
                }
            }
            return examples;
        } catch (IOException e) {
            throw new IllegalStateException("the index of the examples", e);
        }
    }
}
