package dev.procession.cli;

import dev.procession.function.Fn;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;

/** Where the classes of this program are: jar files, or directories while it is being developed. */
final class Libraries {
    private Libraries() {}

    /** The command line's own classes, which the workers need for {@link Helpers}. */
    static Path cli() {
        return of(Libraries.class);
    }

    /** The library. */
    static Path core() {
        return of(Fn.class);
    }

    private static Path of(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            throw new IllegalStateException("where " + type.getName() + " was loaded from is not known");
        }
        try {
            return Path.of(source.getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("place of " + type.getName(), e);
        }
    }
}
