package dev.procession.cli.options;

import java.io.File;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code procession run} was asked to do.
 *
 * @param help whether only the help was asked for
 * @param classPath the user's class path, as written; empty if none
 * @param jvmOptions options for the program's JVM
 * @param program the file, then its arguments
 */
public record RunOptions(boolean help, String classPath, List<String> jvmOptions, List<String> program) {
    private static final List<String> NAMES = List.of("--class-path", "--jvm-option", "--help");

    /**
     * Parses the arguments that follow the verb. What follows the file belongs to the program.
     *
     * @throws UsageException if they make no sense
     */
    public static RunOptions parse(List<String> args) throws UsageException {
        boolean[] help = new boolean[1];
        StringBuilder classPath = new StringBuilder();
        List<String> jvmOptions = new ArrayList<>();
        List<String> program = new CommandLine("run", NAMES, args).parse(true, (option, line) -> {
            switch (option) {
                case "-h", "--help" -> help[0] = true;
                case "--jvm-option" -> jvmOptions.add(line.value());
                case "--class-path" -> {
                    classPath.append(classPath.isEmpty() ? "" : File.pathSeparator);
                    classPath.append(line.value());
                }
                default -> {
                    return false;
                }
            }
            return true;
        });
        if (!help[0] && program.isEmpty()) {
            throw new UsageException("which program? give a FILE.java; see: procession run --help");
        }
        return new RunOptions(help[0], classPath.toString(), List.copyOf(jvmOptions), List.copyOf(program));
    }
}
