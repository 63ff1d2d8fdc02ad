package dev.procession.testkit;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

/** A JVM that does as its arguments say, for the tests of what watches JVMs. */
final class ChildMain {

    private ChildMain() {}

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "print" -> {
                System.out.println("out " + Arrays.asList(arguments).subList(1, arguments.length));
                System.err.println("err");
                System.exit(3);
            }
            case "hang" -> {
                System.out.println("ready " + ProcessHandle.current().pid());
                hangHere();
            }
            case "parent" -> {
                // No JavaProcess: this one is killed, and could not clear its files away. The child prints "ready".
                String java =
                        Path.of(System.getProperty("java.home"), "bin", "java").toString();
                String classPath = System.getProperty("java.class.path");
                new ProcessBuilder(java, "-cp", classPath, ChildMain.class.getName(), "hang")
                        .inheritIO()
                        .start();
                hangHere();
            }
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    static void hangHere() throws InterruptedException {
        new CountDownLatch(1).await();
    }
}
