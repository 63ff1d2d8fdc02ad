package dev.procession.internal.launch;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * An executable archive with jars within it, as Spring Boot makes them: its manifest says where the application's
 * classes and its libraries are. A class path cannot name those, so they are copied out of it for the children;
 * classes alone could be shipped one by one, their resources, services and native libraries could not.
 *
 * @see <a href="https://docs.spring.io/spring-boot/specification/executable-jar/nested-jars.html">Spring Boot:
 *     nested JARs</a>
 */
final class NestedArchive {
    private static final String CLASSES = "Spring-Boot-Classes";
    private static final String LIBRARIES = "Spring-Boot-Lib";

    private final File file;
    private final String classes;
    private final String libraries;

    private NestedArchive(File file, String classes, String libraries) {
        this.file = file;
        this.classes = classes;
        this.libraries = libraries;
    }

    /** The archive that is the whole of {@code classPath}; {@code null} if that is something else. */
    static @Nullable NestedArchive of(String classPath) throws IOException {
        File file = new File(classPath);
        if (!file.isFile()) {
            return null;
        }
        try (JarFile jar = new JarFile(file)) {
            Manifest manifest = jar.getManifest();
            if (manifest == null) {
                return null;
            }
            Attributes said = manifest.getMainAttributes();
            String classes = said.getValue(CLASSES);
            String libraries = said.getValue(LIBRARIES);
            return classes == null || libraries == null ? null : new NestedArchive(file, classes, libraries);
        }
    }

    /**
     * Copies classes and libraries into {@code target}, which is made.
     *
     * @return the class path of them, in the order of the archive's own loader: classes first
     * @throws IOException also if a name in the archive leads out of {@code target}
     */
    List<String> unpack(Path target) throws IOException {
        Path ownClasses = target.resolve("classes");
        Files.createDirectories(ownClasses);
        List<String> entries = new ArrayList<>();
        entries.add(ownClasses.toString());
        try (JarFile jar = new JarFile(file)) {
            for (JarEntry entry : Collections.list(jar.entries())) {
                String name = entry.getName();
                if (entry.isDirectory()) {
                    continue;
                }
                if (name.startsWith(classes)) {
                    copy(jar, entry, within(ownClasses, name.substring(classes.length())));
                } else if (name.startsWith(libraries) && name.endsWith(".jar")) {
                    Path library = within(target.resolve("lib"), name.substring(libraries.length()));
                    copy(jar, entry, library);
                    entries.add(library.toString());
                }
            }
        }
        return entries;
    }

    private static Path within(Path directory, String name) throws IOException {
        Path path = directory.resolve(name).normalize();
        if (!path.startsWith(directory)) {
            throw new IOException("entry " + name + " leads out of the archive");
        }
        return path;
    }

    private static void copy(JarFile jar, JarEntry entry, Path target) throws IOException {
        Path parent = target.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        try (InputStream bytes = jar.getInputStream(entry)) {
            Files.copy(bytes, target);
        }
    }
}
