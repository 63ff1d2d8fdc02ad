package dev.procession.internal.launch;

import dev.procession.internal.service.Log;
import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolvedModule;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * The options about modules of this JVM, as a child needs them. A child of a class path has the application's modules
 * on its class path, in the unnamed module: grants to them become grants to that, and grants by them are no longer
 * needed. The modules of the JDK are the same in both.
 */
final class ModuleOptions {
    private static final String ALL_UNNAMED = "ALL-UNNAMED";
    private static final String BOOT_CLASS_PATH = "-Xbootclasspath/a:";

    private final boolean isModular;

    /** For children that have this process's modules, or a class path. */
    ModuleOptions(boolean isModular) {
        this.isModular = isModular;
    }

    /** Those among the options of this JVM, and of the manifest of its jar if it was started with one. */
    List<String> of(List<String> parentOptions) {
        List<String> options = new ArrayList<>();
        for (String option : parentOptions) {
            if (option.startsWith("--")) {
                add(options, option);
            } else if (option.startsWith(BOOT_CLASS_PATH)) {
                options.add(BOOT_CLASS_PATH + absolute(option.substring(BOOT_CLASS_PATH.length())));
            }
        }
        addManifest(options);
        return options;
    }

    private void add(List<String> options, String option) {
        int equals = option.indexOf('=');
        if (equals < 0) {
            return;
        }
        String name = option.substring(0, equals);
        String value = option.substring(equals + 1);
        switch (name) {
            case "--add-opens", "--add-exports", "--add-reads" -> addGrant(options, name, value);
            case "--enable-native-access", "--enable-final-field-mutation" ->
                options.add(name + '=' + (isModular ? value : receivers(value)));
            case "--patch-module" -> addPatch(options, value);
            case "--add-modules" -> addModules(options, value);
            case "--limit-modules" -> addLimit(options, value);
            case "--illegal-native-access",
                    "--illegal-final-field-mutation",
                    "--sun-misc-unsafe-memory-access",
                    "--finalization" -> options.add(option);
            default -> {}
        }
    }

    /** {@code module/package=receivers}, or {@code module=receivers}. */
    private void addGrant(List<String> options, String name, String value) {
        int equals = value.indexOf('=');
        int slash = value.indexOf('/');
        if (equals < 0 || isModular) {
            options.add(name + '=' + value);
        } else if (isOfJdk(value.substring(0, slash < 0 ? equals : Math.min(slash, equals)))) {
            options.add(name + '=' + value.substring(0, equals + 1) + receivers(value.substring(equals + 1)));
        }
    }

    /** Modules that are no modules in the child are its unnamed one. */
    private static String receivers(String names) {
        List<String> receivers = new ArrayList<>();
        for (String name : elements(names, ',')) {
            String receiver = isOfJdk(name) ? name : ALL_UNNAMED;
            if (!receivers.contains(receiver)) {
                receivers.add(receiver);
            }
        }
        return String.join(",", receivers);
    }

    private void addPatch(List<String> options, String value) {
        int equals = value.indexOf('=');
        if (equals > 0 && (isModular || isOfJdk(value.substring(0, equals)))) {
            options.add("--patch-module=" + value.substring(0, equals + 1) + absolute(value.substring(equals + 1)));
        }
    }

    /** A child with modules is told all of them anyway. */
    private void addModules(List<String> options, String value) {
        if (isModular) {
            return;
        }
        List<String> names = new ArrayList<>();
        for (String name : elements(value, ',')) {
            if (isOfJdk(name) || name.equals("ALL-SYSTEM") || name.equals("ALL-DEFAULT")) {
                names.add(name);
            }
        }
        if (!names.isEmpty()) {
            options.add("--add-modules=" + String.join(",", names));
        }
    }

    /**
     * A child with modules has those of this process anyway. One with a class path also gets the module that lets it
     * ignore signals.
     */
    private void addLimit(List<String> options, String value) {
        if (isModular) {
            return;
        }
        List<String> names = new ArrayList<>(List.of("java.base"));
        for (String name : elements(value, ',')) {
            if (isOfJdk(name) && !names.contains(name)) {
                names.add(name);
            }
        }
        if (!names.contains(WorkerCodePath.SIGNALS)
                && ModuleFinder.ofSystem().find(WorkerCodePath.SIGNALS).isPresent()) {
            names.add(WorkerCodePath.SIGNALS);
        }
        options.add("--limit-modules=" + String.join(",", names));
    }

    private static boolean isOfJdk(String name) {
        Optional<ResolvedModule> module = ModuleLayer.boot().configuration().findModule(name);
        Optional<URI> location = module.isPresent() ? module.get().reference().location() : Optional.empty();
        return location.isPresent() && "jrt".equals(location.get().getScheme());
    }

    private static String absolute(String path) {
        List<String> entries = new ArrayList<>();
        for (String entry : elements(path, File.pathSeparatorChar)) {
            entries.add(new File(entry).getAbsolutePath());
        }
        return String.join(File.pathSeparator, entries);
    }

    /** The elements between separators, without empty ones. */
    private static List<String> elements(String text, char separator) {
        List<String> elements = new ArrayList<>();
        int from = 0;
        while (from <= text.length()) {
            int to = text.indexOf(separator, from);
            to = to < 0 ? text.length() : to;
            if (to > from) {
                elements.add(text.substring(from, to));
            }
            from = to + 1;
        }
        return elements;
    }

    /** The launcher obeys the manifest of the jar in {@code java -jar}; a child is not started so. */
    private void addManifest(List<String> options) {
        String path = System.getProperty("java.class.path", "");
        String command = System.getProperty("sun.java.command", "");
        if (path.isEmpty() || !(command.equals(path) || command.startsWith(path + ' '))) {
            return;
        }
        File file = new File(path);
        if (!file.isFile()) {
            return;
        }
        try (JarFile jar = new JarFile(file)) {
            Manifest manifest = jar.getManifest();
            if (manifest != null) {
                addGrants(options, "--add-exports", manifest.getMainAttributes().getValue("Add-Exports"));
                addGrants(options, "--add-opens", manifest.getMainAttributes().getValue("Add-Opens"));
                addNativeAccess(options, manifest.getMainAttributes());
            }
        } catch (IOException e) {
            Log.debug("dev.procession.launch", "the manifest of " + path + " cannot be read", e);
        }
    }

    private static void addNativeAccess(List<String> options, Attributes attributes) {
        String value = attributes.getValue("Enable-Native-Access");
        if (value != null) {
            options.add("--enable-native-access=" + value.trim());
        }
    }

    private void addGrants(List<String> options, String name, @Nullable String packages) {
        if (packages != null) {
            for (String granted : elements(packages, ' ')) {
                addGrant(options, name, granted + '=' + ALL_UNNAMED);
            }
        }
    }
}
