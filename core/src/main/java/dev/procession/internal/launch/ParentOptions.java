package dev.procession.internal.launch;

import dev.procession.internal.service.Log;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options on this JVM's own command line, with the files that it names read in their places, and each option
 * with its value in one text, {@code --add-opens=…}.
 *
 * <p>What the launcher was given is read from {@code /proc/self/cmdline} where there is one, because the JVM's own
 * list costs the loading of {@code java.management}, some 30 ms. That list is the fall-back: on other systems, in a
 * JVM that another program than {@code java} has made, and when an argument file is gone.
 */
final class ParentOptions {
    private static final String ARGUMENT_FILE = "@";
    private static final String FLAGS_FILE = "-XX:Flags=";
    private static final String VM_OPTIONS_FILE = "-XX:VMOptionsFile=";

    private ParentOptions() {}

    /** The options; none if they cannot be learnt. */
    static List<String> read() {
        try {
            List<String> arguments = commandLine();
            if (arguments != null) {
                return options(arguments);
            }
        } catch (IOException e) {
            Log.debug("dev.procession.launch", "this JVM's command line cannot be read", e);
        }
        return ofManagement();
    }

    /** The arguments of {@code java}, {@code null} where they cannot be told or this is another program. */
    private static @Nullable List<String> commandLine() throws IOException {
        if (!new File("/proc/self/cmdline").canRead()) {
            return null;
        }
        byte[] bytes;
        try (FileInputStream file = new FileInputStream("/proc/self/cmdline")) {
            bytes = file.readAllBytes();
        }
        Charset charset = charset();
        List<String> arguments = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                arguments.add(new String(bytes, from, i - from, charset));
                from = i + 1;
            }
        }
        if (arguments.isEmpty()) {
            return null;
        }
        String program = new File(arguments.getFirst()).getName();
        return program.equals("java") ? arguments.subList(1, arguments.size()) : null;
    }

    /** That of file names and arguments. */
    static Charset charset() {
        String encoding = System.getProperty("native.encoding");
        return encoding == null ? Charset.defaultCharset() : Charset.forName(encoding);
    }

    /** The options among the arguments of {@code java}, each with its value in one text. */
    private static List<String> options(List<String> arguments) throws IOException {
        List<String> expanded = expand(arguments, true);
        List<String> options = new ArrayList<>();
        for (int i = 0; i < expanded.size(); i++) {
            String option = expanded.get(i);
            if (takesValue(option) && i + 1 < expanded.size()) {
                i++;
                option += '=' + expanded.get(i);
            }
            options.add(option);
        }
        return options;
    }

    /**
     * The options among the arguments, with those in the files that they name, {@code @file},
     * {@code -XX:VMOptionsFile} and {@code -XX:Flags}, in their places.
     *
     * @param isOfLauncher whether the launcher reads them and not the JVM, which knows no {@code @file}
     */
    static List<String> expand(List<String> arguments, boolean isOfLauncher) throws IOException {
        List<String> options = new ArrayList<>();
        boolean isExpanding = isOfLauncher;
        for (String argument : arguments) {
            List<String> named = List.of(argument);
            if (isExpanding && argument.startsWith("@@")) {
                named = List.of(argument.substring(1));
            } else if (isExpanding && argument.startsWith(ARGUMENT_FILE)) {
                named = OptionText.ofArgumentFile(text(argument.substring(1)));
            }
            for (String option : named) {
                boolean isValue = !options.isEmpty() && takesValue(options.getLast());
                if (!isValue && isProgram(option)) {
                    return options;
                }
                isExpanding &= !option.equals("--disable-@files");
                if (option.startsWith(VM_OPTIONS_FILE)) {
                    options.addAll(OptionText.ofVariable(text(option.substring(VM_OPTIONS_FILE.length()))));
                } else if (option.startsWith(FLAGS_FILE)) {
                    options.addAll(OptionText.ofFlagsFile(text(option.substring(FLAGS_FILE.length()))));
                } else {
                    options.add(option);
                }
            }
        }
        return options;
    }

    private static String text(String file) throws IOException {
        return new String(Files.readAllBytes(new File(file).getAbsoluteFile().toPath()), charset());
    }

    private static boolean isProgram(String argument) {
        return !argument.startsWith("-")
                || argument.equals("-jar")
                || argument.equals("-m")
                || argument.equals("--module")
                || argument.startsWith("--module=");
    }

    private static boolean takesValue(String option) {
        return switch (option) {
            case "-cp",
                    "-classpath",
                    "-p",
                    "-d",
                    "--class-path",
                    "--module-path",
                    "--upgrade-module-path",
                    "--add-modules",
                    "--limit-modules",
                    "--add-exports",
                    "--add-opens",
                    "--add-reads",
                    "--patch-module",
                    "--enable-native-access",
                    "--enable-final-field-mutation",
                    "--describe-module",
                    "--source" -> true;
            default -> false;
        };
    }

    /** By reflection, because the module need not be there. */
    private static List<String> ofManagement() {
        try {
            Object runtime = Class.forName("java.lang.management.ManagementFactory")
                    .getMethod("getRuntimeMXBean")
                    .invoke(null);
            Object arguments = Class.forName("java.lang.management.RuntimeMXBean")
                    .getMethod("getInputArguments")
                    .invoke(runtime);
            List<String> options = new ArrayList<>();
            for (Object argument : (List<?>) arguments) {
                options.add((String) argument);
            }
            return options;
        } catch (ReflectiveOperationException | LinkageError e) {
            Log.debug(
                    "dev.procession.launch",
                    "the options of this JVM are not known, without /proc and java.management",
                    e);
            return List.of();
        }
    }
}
