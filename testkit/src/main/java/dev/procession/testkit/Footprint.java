package dev.procession.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What of ours this JVM holds at one moment:
 *
 * <ul>
 *   <li>live processes below it;
 *   <li>live platform threads whose name starts with {@code procession};
 *   <li>on Linux, file descriptors that are a socket, a pipe, a deleted file, or a file of a session;
 *   <li>on Linux, mappings of a session's files;
 *   <li>session directories of this JVM or of a dead one.
 * </ul>
 *
 * @param processes live descendants
 * @param threads live threads of the library
 * @param descriptors {@code number -> target} of each
 * @param mappings {@code addresses target} of each
 * @param directories their paths
 */
record Footprint(
        Set<ProcessHandle> processes,
        Set<Thread> threads,
        Set<String> descriptors,
        Set<String> mappings,
        Set<String> directories) {

    static Footprint take() {
        return new Footprint(
                Set.copyOf(Descendants.live()),
                libraryThreads(),
                ProcSelf.descriptors(),
                ProcSelf.mappings(),
                SessionDirectories.present());
    }

    private static Set<Thread> libraryThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("procession"))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** What is there now and is not in here, each with what it is. */
    List<String> newcomers() {
        Footprint now = take();
        var found = new ArrayList<String>();
        for (ProcessHandle process : without(now.processes, processes)) {
            found.add("process: " + Descendants.describe(process));
        }
        for (Thread thread : without(now.threads, threads)) {
            found.add(
                    "thread: " + thread.getName() + (thread.isDaemon() ? " (daemon)" : "") + " at " + topFrame(thread));
        }
        without(now.descriptors, descriptors).forEach(fd -> found.add("file descriptor: " + fd));
        without(now.mappings, mappings).forEach(mapping -> found.add("mapping: " + mapping));
        without(now.directories, directories).forEach(path -> found.add("session directory: " + path));
        return found;
    }

    private static <T> Set<T> without(Set<T> now, Set<T> before) {
        var rest = new HashSet<>(now);
        rest.removeAll(before);
        return rest;
    }

    /**
     * The innermost frame that is not the JDK's: the place where it is parked says nothing, the caller that parked it
     * does.
     */
    private static String topFrame(Thread thread) {
        StackTraceElement[] frames = thread.getStackTrace();
        return Arrays.stream(frames)
                .filter(frame -> !"java.base".equals(frame.getModuleName()))
                .findFirst()
                .or(() -> Arrays.stream(frames).findFirst())
                .map(StackTraceElement::toString)
                .orElse("(ended)");
    }
}
