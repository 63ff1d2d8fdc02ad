package dev.procession;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** The directory of the library's classes, of which a test makes a jar, a copy or a list. */
final class LibraryClasses {
    private LibraryClasses() {}

    /** The directory that the build made the jar of; the tests have the jar, and in an editor the directory itself. */
    static Path directory() {
        Path place = Path.of(URI.create(Procession.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString()));
        return Files.isDirectory(place) ? place : place.resolveSibling("classes");
    }
}
