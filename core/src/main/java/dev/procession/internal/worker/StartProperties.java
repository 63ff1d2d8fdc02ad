package dev.procession.internal.worker;

import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;

/** System properties that a child has from its parent, and not from the command line of its JVM. */
final class StartProperties {
    private static final String ZONE = "user.timezone";

    private StartProperties() {}

    /** Sets them. They come before anything that might read them, except agents of the child's JVM. */
    static void set(Map<String, String> properties) {
        for (Map.Entry<String, String> property : properties.entrySet()) {
            String name = property.getKey();
            String value = property.getValue();
            String before = System.setProperty(name, value);
            // The JVM notes the zone there when it is first asked for; until then the property decides.
            if (name.equals(ZONE) && before != null && !before.equals(value)) {
                TimeZone.setDefault(TimeZone.getTimeZone(value));
            }
            // Empty, it would mean the extensions of the default locale.
            if (name.equals("user.extensions.display")) {
                strip(Locale.Category.DISPLAY);
            } else if (name.equals("user.extensions.format")) {
                strip(Locale.Category.FORMAT);
            }
        }
    }

    private static void strip(Locale.Category category) {
        Locale.setDefault(category, Locale.getDefault(category).stripExtensions());
    }
}
