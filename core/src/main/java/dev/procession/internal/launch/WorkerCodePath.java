package dev.procession.internal.launch;

import java.io.File;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where a child finds its classes. A child of a class path has that, this library first. A child of a module path,
 * or of a run-time image that {@code jlink} made, has the modules of its parent: what is closed to the library
 * there has to be closed to it here, or records would be encoded in one form and decoded in another, and services
 * that only descriptors name would not be found.
 *
 * <p>Thread safety: every method may be called from any thread.
 */
final class WorkerCodePath {
    /** The module that children handle signals with; its parent may do without. */
    static final String SIGNALS = "jdk.unsupported";

    private final List<String> main;
    private final List<String> modules;
    private final @Nullable WorkerClassPath classPath;

    private WorkerCodePath(List<String> main, List<String> modules, @Nullable WorkerClassPath classPath) {
        this.main = main;
        this.modules = modules;
        this.classPath = classPath;
    }

    /**
     * The code of a session's children.
     *
     * @param classPath replaces this process's class path and module path, {@code null} to keep them
     */
    static WorkerCodePath of(Path sessionDirectory, String mainClass, @Nullable List<Path> classPath) {
        Module module = WorkerCodePath.class.getModule();
        // One in a layer of the user's is none that a JVM could be started with.
        if (module.isNamed()
                && ModuleLayer.boot().equals(module.getLayer())
                && (classPath == null || WorkerClassPath.isInImage())) {
            return new WorkerCodePath(List.of("-m", module.getName() + "/" + mainClass), ofModules(classPath), null);
        }
        return new WorkerCodePath(List.of(mainClass), List.of(), new WorkerClassPath(sessionDirectory, classPath));
    }

    /** The options that say where classes are; what is in archives is copied out of them at first. */
    List<String> options() {
        return classPath == null ? modules : List.of("-cp", classPath.text());
    }

    /** Whether children have the modules of their parent, and not a class path. */
    boolean isModular() {
        return classPath == null;
    }

    /** The arguments that name the main class, after all options. */
    List<String> main() {
        return main;
    }

    /** The library that an AOT cache can be made of; {@code null} if there can be none. */
    @Nullable
    Path library() {
        return classPath == null ? null : WorkerClassPath.library();
    }

    private static List<String> ofModules(@Nullable List<Path> classPath) {
        List<String> options = new ArrayList<>();
        addPath(
                options,
                "-cp",
                classPath == null ? WorkerClassPath.entries("java.class.path") : WorkerClassPath.absolute(classPath));
        addPath(options, "--module-path", WorkerClassPath.entries("jdk.module.path"));
        addPath(options, "--upgrade-module-path", WorkerClassPath.entries("jdk.module.upgrade.path"));
        options.add("--add-modules");
        options.add(String.join(",", namesOfModules()));
        return options;
    }

    private static Set<String> namesOfModules() {
        Set<String> names = new TreeSet<>();
        for (Module module : ModuleLayer.boot().modules()) {
            names.add(module.getName());
        }
        if (ModuleFinder.ofSystem().find(SIGNALS).isPresent()) {
            names.add(SIGNALS);
        }
        return names;
    }

    private static void addPath(List<String> options, String option, List<String> entries) {
        if (!entries.isEmpty()) {
            options.add(option);
            options.add(String.join(File.pathSeparator, entries));
        }
    }
}
