package dev.procession.internal.liveness;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Which processes descend from a child, told by an environment variable that the child is started with and that
 * processes inherit. Parent process ids do not tell: a process whose parent has ended is given another parent.
 * Where the system shows environments (Linux), the descendants of a dead child are found by the mark and killed; a
 * process that was started with another environment, or by another user, is not found.
 *
 * <p>Marks nest: the mark of a child of a child begins with that of the first.
 *
 * <p>Thread safety: every method may be called from any thread; calls at the same time share one search.
 */
public final class Descent {
    /** The environment variable that holds the mark. */
    public static final String VARIABLE = "PROCESSION_CHILD";

    private static final File PROCESSES = new File("/proc");
    private static final String ENTRY = "\0" + VARIABLE + "=";
    private static final char SEPARATOR = ':';
    /** Maximum number of searches for one mark: what forks while it is killed is found by the next search. */
    private static final int MAX_SEARCHES = 50;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Set<String> wanted = ConcurrentHashMap.newKeySet();

    /** The mark of a child, to be the value of {@link #VARIABLE} in its environment. */
    public static String mark(Path session, long parentPid, int child) {
        String outer = System.getenv(VARIABLE);
        String own = own(session, parentPid, child);
        return outer == null || outer.isEmpty() ? own : outer + SEPARATOR + own;
    }

    private static String own(Path session, long parentPid, int child) {
        return session.getFileName() + "." + parentPid + "." + child;
    }

    /** The mark of this process, if it is this child and was given one. */
    public static @Nullable String ofThisProcess(Path session, long parentPid, int child) {
        String mark = System.getenv(VARIABLE);
        String own = own(session, parentPid, child);
        return mark != null && (mark.equals(own) || mark.endsWith(SEPARATOR + own)) ? mark : null;
    }

    /** Whether the system shows environments, so that marks are found. */
    public static boolean isSearchable() {
        return PROCESSES.isDirectory();
    }

    /** Kills the descendants of this process that its system knows as such: those whose parents live. */
    public static void killListed() {
        for (ProcessHandle descendant : ProcessHandle.current().descendants().toList()) {
            descendant.destroyForcibly();
        }
    }

    /**
     * Kills the processes with this mark, except this process, and those with marks that begin with it; returns when
     * none is found any more.
     */
    public void kill(String mark) {
        if (!isSearchable()) {
            return;
        }
        wanted.add(mark);
        synchronized (this) {
            // A search that began after the mark was added has done it.
            if (wanted.contains(mark)) {
                Set<String> marks = new HashSet<>(wanted);
                wanted.removeAll(marks);
                killAll(marks);
            }
        }
    }

    private static void killAll(Set<String> marks) {
        for (int i = 0; i < MAX_SEARCHES && killFound(marks); i++) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static boolean killFound(Set<String> marks) {
        String[] names = PROCESSES.list();
        boolean found = false;
        for (String name : names == null ? new String[0] : names) {
            char first = name.charAt(0);
            if (first >= '1' && first <= '9' && isMarked(name, marks)) {
                found |= kill(Long.parseLong(name), name, marks);
            }
        }
        return found;
    }

    private static boolean kill(long pid, String name, Set<String> marks) {
        if (pid == ProcessHandle.current().pid()) {
            return false;
        }
        Optional<ProcessHandle> handle = ProcessHandle.of(pid);
        // Once more: the number may have become another process's, but the handle's process is what is killed.
        return handle.isPresent() && isMarked(name, marks) && handle.get().destroyForcibly();
    }

    private static boolean isMarked(String pid, Set<String> marks) {
        String environment;
        try (FileInputStream in = new FileInputStream("/proc/" + pid + "/environ")) {
            environment = "\0" + new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // It has ended, or is another user's.
            return false;
        }
        int at = environment.indexOf(ENTRY);
        if (at < 0) {
            return false;
        }
        int from = at + ENTRY.length();
        int end = environment.indexOf('\0', from);
        String value = end < 0 ? environment.substring(from) : environment.substring(from, end);
        for (String mark : marks) {
            if (value.equals(mark) || value.startsWith(mark + SEPARATOR)) {
                return true;
            }
        }
        return false;
    }
}
