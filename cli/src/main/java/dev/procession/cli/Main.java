package dev.procession.cli;

import dev.procession.Procession;
import dev.procession.cli.options.Nearest;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The command {@code procession}: picks the verb. */
public final class Main {
    /** The command line cannot be carried out. */
    static final int USAGE = 2;

    private static final List<String> VERBS = List.of("map", "run", "example", "cache", "help");

    private Main() {}

    /** Runs the command and exits with its status. */
    public static void main(String[] args) {
        Surroundings surroundings = new Surroundings(
                new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err),
                System.getenv(),
                System::exit);
        System.exit(run(List.of(args), surroundings, new LocalPools()));
    }

    /** Runs the command and returns its exit status. */
    static int run(List<String> args, Surroundings surroundings, PoolOpener pools) {
        PrintStream out = new PrintStream(surroundings.out(), true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(surroundings.err(), true, StandardCharsets.UTF_8);
        String verb = args.isEmpty() ? "" : args.getFirst();
        List<String> rest = args.isEmpty() ? args : args.subList(1, args.size());
        return switch (verb) {
            case "map" -> new MapCommand(surroundings, pools).run(rest);
            case "run" -> new RunCommand(surroundings).run(rest);
            case "example" -> new ExampleCommand(surroundings).run(rest);
            case "cache" -> Procession.makeAotCache() ? 0 : 1;
            case "help", "--help", "-h" -> help(rest, out, err);
            case "version", "--version" -> {
                out.println("procession " + text("version.txt").strip() + " (Java " + Runtime.version() + ")");
                yield 0;
            }
            case "" -> {
                err.print(text("help.txt"));
                yield USAGE;
            }
            default -> unknown(verb, err);
        };
    }

    private static int help(List<String> rest, PrintStream out, PrintStream err) {
        String topic = rest.isEmpty() ? "help" : rest.getFirst();
        if (!VERBS.contains(topic)) {
            return unknown(topic, err);
        }
        out.print(text(topic + ".txt"));
        return 0;
    }

    private static int unknown(String verb, PrintStream err) {
        String hint = Nearest.to(verb, VERBS)
                .map(word -> "; did you mean " + word + "?")
                .orElse("");
        err.println("procession: unknown verb \"" + verb + "\"" + hint
                + " (there are: map, run, example, help, --version)");
        return USAGE;
    }

    /** A text that came with the program. */
    static String text(String name) {
        try (InputStream in = Main.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the program's own resource " + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the program's own resource " + name, e);
        }
    }
}
