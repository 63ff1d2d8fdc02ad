package dev.procession.internal.launch;

import dev.procession.process.Inherit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The environment variables that hold options for every JVM, as the children of one session have them. A child has
 * them as this process does, less what only one process can have, and what would overrule the options on the
 * child's command line; what the creator of the session or of the child says in
 * a variable of its own is left as it is.
 *
 * <p>Precedence in the JVM, from weak to strong: {@code JAVA_TOOL_OPTIONS}, {@code JDK_JAVA_OPTIONS}, command line,
 * {@code _JAVA_OPTIONS}.
 *
 * <p>Thread safety: every method may be called from any thread.
 */
final class OptionVariables {
    static final List<String> NAMES = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    private static final String OF_LAUNCHER = "JDK_JAVA_OPTIONS";
    /** The one that wins over the command line. */
    private static final String STRONGEST = "_JAVA_OPTIONS";

    private final Map<String, String> environment;
    private final Map<String, List<String>> inherited = new HashMap<>();
    private final Set<Inherit> kinds;

    /**
     * The variables of a session.
     *
     * @param parent this process's environment
     * @param environment what the session's creator adds to it
     */
    OptionVariables(Map<String, String> parent, Map<String, String> environment, Set<Inherit> kinds) {
        this.environment = environment;
        this.kinds = kinds;
        for (String name : NAMES) {
            String value = parent.get(name);
            if (value != null) {
                inherited.put(name, split(name, value));
            }
        }
    }

    private static List<String> split(String name, String value) {
        List<String> options = OptionText.ofVariable(value);
        try {
            return ParentOptions.expand(options, name.equals(OF_LAUNCHER));
        } catch (IOException e) {
            // A file that is gone stays named: the child's own JVM says so.
            return options;
        }
    }

    /** The options that a child reads from this variable; none if it has no such variable. */
    List<String> options(String name, LaunchSpec spec, List<String> explicit) {
        String own = own(name, spec);
        if (own != null) {
            return split(name, own);
        }
        List<String> options = inherited.get(name);
        return options == null ? List.of() : kept(name, options, spec, explicit);
    }

    /**
     * The variables of this process that the creator of the session or of the child replaces for the child.
     */
    List<String> replaced(LaunchSpec spec) {
        List<String> options = new ArrayList<>();
        for (String name : NAMES) {
            List<String> told = inherited.get(name);
            if (told != null && own(name, spec) != null) {
                options.addAll(told);
            }
        }
        return options;
    }

    /** The options that the creator of the session or of the child says in variables. */
    List<String> explicit(LaunchSpec spec) {
        List<String> options = new ArrayList<>();
        for (String name : NAMES) {
            String own = own(name, spec);
            if (own != null) {
                options.addAll(split(name, own));
            }
        }
        return options;
    }

    private @Nullable String own(String name, LaunchSpec spec) {
        String value = spec.environment().get(name);
        return value == null ? environment.get(name) : value;
    }

    /** Changes the variables of a child that has this process's environment so far. */
    void apply(Map<String, String> child, LaunchSpec spec, List<String> explicit) {
        for (String name : NAMES) {
            List<String> options = inherited.get(name);
            if (options == null || own(name, spec) != null) {
                continue;
            }
            List<String> kept = kept(name, options, spec, explicit);
            boolean isElsewhere = spec.workingDirectory() != null;
            if (kept.isEmpty()) {
                child.remove(name);
            } else if (!kept.equals(options) || (isElsewhere && namesFile(child.getOrDefault(name, "")))) {
                child.put(name, OptionText.toVariable(kept));
            }
        }
    }

    /** Whether options are in a file, whose name may not lead there from another directory. */
    private static boolean namesFile(String value) {
        return value.contains("@") || value.contains("-XX:VMOptionsFile=") || value.contains("-XX:Flags=");
    }

    private List<String> kept(String name, List<String> options, LaunchSpec spec, List<String> explicit) {
        List<String> kept = new ArrayList<>(options.size());
        for (String option : options) {
            String adapted = adapted(name, option, spec, explicit);
            if (adapted != null) {
                kept.add(adapted);
            }
        }
        return kept;
    }

    /** The option as the child has it; {@code null} if it does not. */
    private @Nullable String adapted(String name, String option, LaunchSpec spec, List<String> explicit) {
        if (OptionKind.isAgent(option) || OptionKind.isJmx(option)) {
            return kinds.contains(Inherit.AGENTS) ? OptionKind.withFreePort(option) : null;
        }
        if (OptionKind.writesOneFile(option)) {
            return null;
        }
        String key = OptionKind.key(option);
        if (key.equals(OptionKind.COLLECTOR)) {
            return OptionKind.contains(explicit, key) ? null : option;
        }
        if (option.startsWith("-D")) {
            boolean isOverruling = name.equals(STRONGEST) && OptionKind.contains(explicit, key);
            return isOverruling || isOutdated(key.substring(2), option, name) ? null : option;
        }
        if (key.equals("-XX:InitialHeapSize") || key.equals("-XX:MinHeapSize")) {
            // More than the largest heap, and the JVM does not start.
            long limit = heapLimit(spec, explicit);
            return limit > 0 && OptionKind.bytes(option) > limit ? null : option;
        }
        return name.equals(STRONGEST) && isOverruling(key, spec, explicit) ? null : option;
    }

    /** Whether a property is another now, or is inherited in another way. */
    private boolean isOutdated(String property, String option, String name) {
        if (Locales.owns(property)) {
            return kinds.contains(Inherit.LOCALE);
        }
        if (!kinds.contains(Inherit.PROPERTIES) || !PropertyKind.isInherited(property)) {
            return false;
        }
        String now = System.getProperty(property);
        return now == null
                || (name.equals(STRONGEST) && !option.equals("-D" + property + (now.isEmpty() ? "" : "=" + now)));
    }

    /** Whether it would overrule what the child's command line says on purpose. */
    private static boolean isOverruling(String key, LaunchSpec spec, List<String> explicit) {
        return switch (key) {
            // The shares of the machine that children have of it together.
            case "-XX:MaxRAMPercentage", "-XX:ActiveProcessorCount" -> true;
            case OptionKind.HEAP -> heapLimit(spec, explicit) > 0;
            default -> OptionKind.contains(explicit, key);
        };
    }

    private static long heapLimit(LaunchSpec spec, List<String> explicit) {
        long limit = spec.maxHeapBytes();
        for (String option : explicit) {
            if (OptionKind.key(option).equals(OptionKind.HEAP)) {
                limit = OptionKind.bytes(option);
            }
        }
        return limit;
    }

    /**
     * The variable whose heap limit counts in this child in place of its share of the machine; {@code null} if there
     * is none.
     */
    @Nullable
    String overrulingShare(LaunchSpec spec, List<String> explicit) {
        if (heapLimit(spec, explicit) > 0) {
            return null;
        }
        String found = null;
        for (String name : NAMES) {
            if (OptionKind.contains(options(name, spec, explicit), OptionKind.HEAP)) {
                found = name;
            }
        }
        return found;
    }

    /** Which variables may have to do with a JVM that did not start and said {@code lastWords}; empty if none. */
    String blame(LaunchSpec spec, List<String> explicit, String lastWords) {
        StringBuilder named = new StringBuilder();
        StringBuilder read = new StringBuilder();
        for (String name : NAMES) {
            List<String> options = options(name, spec, explicit);
            if (options.isEmpty()) {
                continue;
            }
            read.append(read.isEmpty() ? "" : ", ").append(name);
            for (String option : options) {
                String key = option.startsWith("-XX:") ? OptionKind.key(option).substring(4) : firstPart(option);
                if (!key.isEmpty() && lastWords.contains(key)) {
                    named.append(named.isEmpty() ? "" : ", ")
                            .append(key)
                            .append(" comes from ")
                            .append(name);
                }
            }
        }
        if (!named.isEmpty()) {
            return "; " + named;
        }
        return read.isEmpty() ? "" : "; its JVM also read options from " + read;
    }

    /** An option without its value, which may be secret. */
    private static String firstPart(String option) {
        int end = option.length();
        for (int i = 0; i < option.length(); i++) {
            if (option.charAt(i) == '=' || option.charAt(i) == ':') {
                end = i;
                break;
            }
        }
        return option.substring(0, end);
    }
}
