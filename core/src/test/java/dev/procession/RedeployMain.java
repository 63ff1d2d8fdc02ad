package dev.procession;

import java.io.File;
import java.io.ObjectStreamClass;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a servlet container does: a class loader for library and application, which is dropped. Knows neither. */
final class RedeployMain {
    private RedeployMain() {}

    /**
     * Runs the application {@code arguments[1]} in a loader with the class path {@code arguments[0]}; prints when
     * that is collected.
     */
    public static void main(String[] arguments) throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : arguments[0].split(File.pathSeparator, -1)) {
            urls.add(new File(entry).toURI().toURL());
        }
        WeakReference<ClassLoader> loader = new WeakReference<>(deploy(urls.toArray(new URL[0]), arguments[1]));
        System.out.println("deployed");
        while (loader.get() != null) {
            // What the JDK refers to softly, such as the latest method handle of a kind, goes too;
            fillHeap();
            System.gc();
            // and what its serialization still has in a queue, which it looks at when it is used.
            ObjectStreamClass.lookup(String.class);
        }
        System.out.println("collected");
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    private static ClassLoader deploy(URL[] urls, String application) throws Exception {
        try (URLClassLoader loader = new URLClassLoader("webapp", urls, ClassLoader.getPlatformClassLoader())) {
            Throwable[] failure = new Throwable[1];
            Thread thread = new Thread(() -> {
                try {
                    Thread.currentThread().setContextClassLoader(loader);
                    ((Runnable) loader.loadClass(application)
                                    .getDeclaredConstructor()
                                    .newInstance())
                            .run();
                } catch (Throwable t) {
                    failure[0] = t;
                }
            });
            thread.start();
            thread.join();
            if (failure[0] != null) {
                failure[0].printStackTrace();
                Runtime.getRuntime().halt(1);
            }
            return loader;
        }
    }

    private static void fillHeap() {
        @Nullable Object[] all = {null, null};
        try {
            while (true) {
                all = new @Nullable Object[] {all, new byte[1 << 20]};
            }
        } catch (OutOfMemoryError e) {
            all[0] = null;
        }
    }
}
