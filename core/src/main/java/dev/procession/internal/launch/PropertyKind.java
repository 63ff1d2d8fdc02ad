package dev.procession.internal.launch;

/**
 * Which system properties a child has from its parent. Settings and the application's own are inherited; facts
 * about one JVM, and what names a port of it, are not. The JDK documents some of its properties in each family as
 * settings and invents new ones; so the facts are listed, which are few and do not change.
 */
final class PropertyKind {
    private PropertyKind() {}

    /** Whether a child is given the property with this name as it is in the parent. */
    static boolean isInherited(String name) {
        int dot = name.indexOf('.');
        return switch (dot < 0 ? name : name.substring(0, dot)) {
            case "java" -> !isFactOfJava(name);
            case "sun" -> !isFactOfSun(name);
            case "jdk" -> !isFactOfJdk(name);
            // The working directory has options of its own, locale and zone are inherited as they are now.
            case "user" -> !name.equals("user.dir") && !name.equals(Locales.ZONE) && !Locales.owns(name);
            case "com" -> !name.startsWith("com.sun.management");
            case "os" -> !name.equals("os.name") && !name.equals("os.arch") && !name.equals("os.version");
            case "file", "path", "line", "native", "stdin", "stdout", "stderr" -> !isFactOfPlatform(name);
            case "dev" -> !name.startsWith("dev.procession.");
            // The process id, as Spring Boot keeps it.
            case "PID", "" -> false;
            default -> name.indexOf('=') < 0;
        };
    }

    private static boolean isFactOfPlatform(String name) {
        return switch (name) {
            case "file.separator",
                    "file.encoding",
                    "file.encoding.pkg",
                    "path.separator",
                    "line.separator",
                    "native.encoding",
                    "stdin.encoding",
                    "stdout.encoding",
                    "stderr.encoding" -> true;
            default -> false;
        };
    }

    private static boolean isFactOfJava(String name) {
        return switch (name) {
            case "java.home",
                    "java.version",
                    "java.version.date",
                    "java.vendor",
                    // Both decide how a JVM starts, by classes that a child may not have yet.
                    "java.security.manager",
                    "java.system.class.loader" -> true;
            default ->
                name.startsWith("java.class.")
                        || name.startsWith("java.vm.")
                        || name.startsWith("java.vendor.")
                        || name.startsWith("java.runtime.")
                        || name.startsWith("java.specification.");
        };
    }

    private static boolean isFactOfJdk(String name) {
        return name.equals("jdk.debug") || name.startsWith("jdk.module.") || name.startsWith("jdk.internal.");
    }

    private static boolean isFactOfSun(String name) {
        return switch (name) {
            case "sun.arch.data.model",
                    "sun.desktop",
                    "sun.io.unicode.encoding",
                    "sun.jnu.encoding",
                    "sun.os.patch.level",
                    "sun.nio.MaxDirectMemorySize",
                    "sun.nio.PageAlignDirectMemory" -> true;
            default ->
                name.startsWith("sun.boot.")
                        || name.startsWith("sun.cpu.")
                        || name.startsWith("sun.java.")
                        || name.startsWith("sun.management.");
        };
    }
}
