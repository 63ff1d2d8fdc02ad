package dev.procession;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where classes are that a test gives to other processes, makes a jar of, or lists. */
final class LibraryClasses {
    private LibraryClasses() {}

    /** The jar or the directory that a class is from, wherever that is: its URL has escapes for blanks and others. */
    static Path place(Class<?> type) {
        return Path.of(URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString()));
    }

    /** The directory that the build made the jar of; the tests have the jar, and in an editor the directory itself. */
    static Path directory() {
        Path place = place(Procession.class);
        return Files.isDirectory(place) ? place : place.resolveSibling("classes");
    }
}
