package dev.procession.examples.howto;

import dev.procession.Procession;
import dev.procession.process.Inherit;
import java.util.Locale;
import java.util.TimeZone;

/** What a worker sees of the settings of its parent: those of the command line, and those made since. */
public final class Inherited {
    private Inherited() {}

    private static String settings() {
        return System.getProperty("app.mode") + " " + TimeZone.getDefault().getID() + " " + String.format("%.1f", 1.5);
    }

    /** Runs the example. */
    public static void main(String[] args) {
        System.setProperty("app.mode", "test");
        TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
        Locale.setDefault(Locale.GERMANY);

        try (var px = Procession.local();
                var pool = px.pool(1)) {
            System.out.println("inherited: " + pool.apply(() -> settings()));
        }
        try (var px = Procession.builder().inherit(Inherit.LOCALE).build();
                var pool = px.pool(1)) {
            System.out.println("without properties: " + pool.apply(() -> settings()));
        }
        try (var px = Procession.builder().jvmOptions("-Dapp.mode=prod").build();
                var pool = px.pool(1)) {
            System.out.println("options win: " + pool.apply(() -> settings()));
        }
    }
}
