package dev.procession.internal.launch;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where a child finds its classes. A child of a class path has that, this library first. A child of a module path, or of a run-time image that
 * {@code jlink} made, has the modules of its parent: what is closed to the library there has to be closed to it here, or records would be
 * encoded in one form and decoded in another, and services that only descriptors name would not be found.
 *
 * @param options of the JVM
 * @param main the arguments that name the main class, after all options
 * @param library what an AOT cache can be made of; {@code null} if there can be none
 */
record WorkerCode(
        List<String> options, List<String> main, @Nullable Path library) {

    /**
     * The code of a session's children.
     *
     * @param classPath replaces this process's class path and module path, {@code null} to keep them
     */
    static WorkerCode of(Path sessionDirectory, String mainClass, @Nullable List<Path> classPath) {
        Module module = WorkerCode.class.getModule();
        // One in a layer of the user's is none that a JVM could be started with.
        if (module.isNamed()
                && ModuleLayer.boot().equals(module.getLayer())
                && (classPath == null || WorkerClassPath.isInImage())) {
            return ofModules(module.getName() + "/" + mainClass, classPath);
        }
        Path library = WorkerClassPath.library(sessionDirectory);
        List<String> entries = new ArrayList<>();
        entries.add(library.toString());
        entries.addAll(classPath == null ? WorkerClassPath.ofThisProcess() : absolute(classPath));
        return new WorkerCode(
                List.of("-cp", String.join(File.pathSeparator, entries)),
                List.of(mainClass),
                library.startsWith(sessionDirectory) ? null : library);
    }

    private static WorkerCode ofModules(String main, @Nullable List<Path> classPath) {
        List<String> options = new ArrayList<>();
        addPath(options, "-cp", classPath == null ? WorkerClassPath.entries("java.class.path") : absolute(classPath));
        addPath(options, "--module-path", WorkerClassPath.entries("jdk.module.path"));
        addPath(options, "--upgrade-module-path", WorkerClassPath.entries("jdk.module.upgrade.path"));
        options.add("--add-modules");
        options.add(String.join(",", namesOfModules()));
        return new WorkerCode(options, List.of("-m", main), null);
    }

    private static TreeSet<String> namesOfModules() {
        TreeSet<String> names = new TreeSet<>();
        for (Module module : ModuleLayer.boot().modules()) {
            names.add(module.getName());
        }
        return names;
    }

    private static void addPath(List<String> options, String option, List<String> entries) {
        if (!entries.isEmpty()) {
            options.add(option);
            options.add(String.join(File.pathSeparator, entries));
        }
    }

    private static List<String> absolute(List<Path> paths) {
        List<String> entries = new ArrayList<>();
        for (Path path : paths) {
            entries.add(path.toAbsolutePath().toString());
        }
        return entries;
    }
}
