package dev.procession.internal.launch;

import dev.procession.process.Inherit;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides what the children of one session take from this JVM. {@link #options} are given to a child's JVM,
 * {@link #setAtStart} are set by the child itself before anything else; {@link OptionVariables} changes the
 * environment.
 *
 * <p>Not inherited, because it is one JVM's own: heap, stacks and collector, of which children have a share; files
 * that are written; archives of classes; and, unless asked for, agents. Options that the session's creator gives
 * come later on the command line, and so win.
 *
 * <p>Thread safety: every method may be called from any thread.
 */
final class Inheritance {
    private static final String PREVIEW = "--enable-preview";

    private final Set<Inherit> kinds;
    private final OptionVariables variables;
    private final ModuleOptions modules;
    private @Nullable List<String> parentOptions;

    /**
     * The inheritance of a session.
     *
     * @param isModular whether children have this process's modules, and not a class path
     */
    Inheritance(Set<Inherit> kinds, OptionVariables variables, boolean isModular) {
        this.kinds = kinds;
        this.variables = variables;
        modules = new ModuleOptions(isModular);
    }

    /** The options for a child, before all that say something on purpose. */
    List<String> options(LaunchSpec spec, List<String> explicit) {
        List<String> parent = new ArrayList<>(variables.replaced(spec));
        parent.addAll(parentOptions());
        List<String> options = new ArrayList<>();
        if (parent.contains(PREVIEW)) {
            options.add(PREVIEW);
        }
        if (kinds.contains(Inherit.MODULES)) {
            options.addAll(modules.of(parent));
        }
        for (String option : parent) {
            boolean isAgent = OptionKind.isAgent(option) || OptionKind.isJmx(option);
            if (kinds.contains(Inherit.ASSERTIONS) && isOfAssertions(option)) {
                options.add(option);
            } else if (kinds.contains(Inherit.AGENTS) && isAgent) {
                options.add(OptionKind.withFreePort(option));
            }
        }
        if (kinds.contains(Inherit.LOCALE)) {
            options.addAll(Locales.options(spec.output()));
        }
        if (kinds.contains(Inherit.PROPERTIES)) {
            addProperties(options);
        }
        removeSaid(options, explicit);
        return options;
    }

    /** The options of this JVM's command line; read once. */
    private synchronized List<String> parentOptions() {
        if (parentOptions == null) {
            parentOptions = ParentOptions.read();
        }
        return parentOptions;
    }

    private static boolean isOfAssertions(String option) {
        return switch (option) {
            case "-ea", "-da", "-esa", "-dsa" -> true;
            case "-enableassertions", "-disableassertions", "-enablesystemassertions", "-disablesystemassertions" ->
                true;
            default ->
                option.startsWith("-ea:")
                        || option.startsWith("-da:")
                        || option.startsWith("-enableassertions:")
                        || option.startsWith("-disableassertions:");
        };
    }

    /**
     * Removes options that are given explicitly as well: a variable is weaker than this command line, and some options
     * may not be given twice.
     */
    private static void removeSaid(List<String> options, List<String> explicit) {
        if (explicit.isEmpty()) {
            return;
        }
        Iterator<String> all = options.iterator();
        while (all.hasNext()) {
            if (OptionKind.contains(explicit, OptionKind.key(all.next()))) {
                all.remove();
            }
        }
    }

    private static void addProperties(List<String> options) {
        CharsetEncoder encoder = encoder();
        for (String name : System.getProperties().stringPropertyNames()) {
            String value = System.getProperty(name);
            if (value != null && PropertyKind.isInherited(name) && isExpressible(encoder, name, value)) {
                options.add("-D" + name + '=' + value);
            }
        }
    }

    /** That of argument files; {@code null} if it can express everything. */
    private static @Nullable CharsetEncoder encoder() {
        Charset charset = ParentOptions.charset();
        return charset.name().equals("UTF-8") ? null : charset.newEncoder();
    }

    private static boolean isExpressible(@Nullable CharsetEncoder encoder, String name, String value) {
        return (encoder == null || (encoder.canEncode(name) && encoder.canEncode(value))) && value.indexOf('\0') < 0;
    }

    /**
     * Properties that the child sets as the first thing in its life, by names: the time zone, which takes long to
     * find out and so is looked up while the child boots, and what its command line cannot express.
     */
    Map<String, String> setAtStart(List<String> explicit) {
        Map<String, String> properties = new HashMap<>();
        if (kinds.contains(Inherit.LOCALE)) {
            Locales.addAtStart(properties);
        }
        if (kinds.contains(Inherit.PROPERTIES)) {
            addInexpressible(properties);
        }
        removeSaid(properties, explicit);
        return properties;
    }

    private static void removeSaid(Map<String, String> properties, List<String> explicit) {
        for (String option : explicit) {
            if (option.startsWith("-D")) {
                properties.remove(OptionKind.key(option).substring(2));
            }
        }
    }

    private static void addInexpressible(Map<String, String> properties) {
        CharsetEncoder encoder = encoder();
        for (String name : System.getProperties().stringPropertyNames()) {
            String value = System.getProperty(name);
            if (value != null && PropertyKind.isInherited(name) && !isExpressible(encoder, name, value)) {
                properties.put(name, value);
            }
        }
    }
}
