package dev.procession.internal.launch;

import dev.procession.process.Output;
import java.io.File;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;

/** Locale, charsets, line separator and time zone of this process as they are now, as options for a child. */
final class Locales {
    static final String ZONE = "user.timezone";

    private static final String LANGUAGE = "user.language";
    private static final String SCRIPT = "user.script";
    private static final String COUNTRY = "user.country";
    private static final String VARIANT = "user.variant";
    private static final String EXTENSIONS = "user.extensions";

    private Locales() {}

    /** Whether the property with this name is a part of the default locale. */
    static boolean owns(String name) {
        return name.startsWith("user.")
                && (name.startsWith(LANGUAGE)
                        || name.startsWith(SCRIPT)
                        || name.startsWith(COUNTRY)
                        || name.startsWith(VARIANT)
                        || name.startsWith(EXTENSIONS)
                        || name.equals("user.region"));
    }

    /** Options for a child whose output goes there. */
    static List<String> options(Output output) {
        List<String> options = new ArrayList<>();
        Locale locale = Locale.getDefault();
        add(options, "", locale);
        addDifferent(options, ".display", Locale.getDefault(Locale.Category.DISPLAY), locale);
        addDifferent(options, ".format", Locale.getDefault(Locale.Category.FORMAT), locale);
        String charset = Charset.defaultCharset().name();
        if (!charset.equals("UTF-8")) {
            options.add("-Dfile.encoding=" + charset);
        }
        addStreams(options, output);
        String separator = System.lineSeparator();
        if (!separator.equals(File.separatorChar == '/' ? "\n" : "\r\n")) {
            options.add("-Dline.separator=" + separator);
        }
        return options;
    }

    private static void addDifferent(List<String> options, String suffix, Locale locale, Locale base) {
        if (!locale.equals(base)) {
            add(options, suffix, locale);
        }
    }

    private static void add(List<String> options, String suffix, Locale locale) {
        options.add("-D" + LANGUAGE + suffix + '=' + locale.getLanguage());
        options.add("-D" + SCRIPT + suffix + '=' + locale.getScript());
        options.add("-D" + COUNTRY + suffix + '=' + locale.getCountry());
        options.add("-D" + VARIANT + suffix + '=' + locale.getVariant());
        if (locale.hasExtensions()) {
            StringBuilder extensions = new StringBuilder();
            for (char key : locale.getExtensionKeys()) {
                extensions
                        .append(extensions.isEmpty() ? "" : "-")
                        .append(key)
                        .append('-')
                        .append(locale.getExtension(key));
            }
            options.add("-D" + EXTENSIONS + suffix + '=' + extensions);
        }
    }

    /** A child's output is passed on unchanged: it has to be in the charset of the stream that it is passed to. */
    private static void addStreams(List<String> options, Output output) {
        switch (output) {
            case FORWARD -> addStreams(options, System.out, System.err);
            case FORWARD_TO_ERROR -> addStreams(options, System.err, System.err);
            case INHERIT -> {
                addProperty(options, "stdout.encoding");
                addProperty(options, "stderr.encoding");
            }
            case DISCARD -> {}
        }
    }

    private static void addStreams(List<String> options, PrintStream out, PrintStream err) {
        options.add("-Dstdout.encoding=" + out.charset().name());
        options.add("-Dstderr.encoding=" + err.charset().name());
    }

    private static void addProperty(List<String> options, String name) {
        String value = System.getProperty(name);
        if (value != null) {
            options.add("-D" + name + '=' + value);
        }
    }

    /**
     * Properties that a child sets itself: the zone, and the lack of extensions in the locale of a category, which
     * no option can say where the default locale has some.
     */
    static void addAtStart(Map<String, String> properties) {
        String zone = zone();
        if (!zone.isEmpty()) {
            properties.put(ZONE, zone);
        }
        if (Locale.getDefault().hasExtensions()) {
            addPlain(properties, ".display", Locale.getDefault(Locale.Category.DISPLAY));
            addPlain(properties, ".format", Locale.getDefault(Locale.Category.FORMAT));
        }
    }

    private static void addPlain(Map<String, String> properties, String suffix, Locale locale) {
        if (!locale.hasExtensions()) {
            properties.put(EXTENSIONS + suffix, "");
        }
    }

    /**
     * The id of the default time zone: its own, or the offset of one that no id names and that has no daylight
     * saving; empty if there is no such id. The first call in a JVM takes some 10 ms, for which the caller finds a
     * time when nothing waits.
     */
    private static String zone() {
        TimeZone zone = TimeZone.getDefault();
        String id = zone.getID();
        if (TimeZone.getTimeZone(id).hasSameRules(zone)) {
            return id;
        }
        int minutes = zone.getRawOffset() / 60_000;
        if (zone.useDaylightTime() || minutes * 60_000 != zone.getRawOffset()) {
            return "";
        }
        int positive = Math.abs(minutes);
        return "GMT" + (minutes < 0 ? '-' : '+') + positive / 60 + ':' + positive % 60 / 10 + positive % 10;
    }
}
