package dev.procession.internal.launch;

import java.io.File;
import java.util.List;

/** The kinds of JVM options, as far as parent and child differ in them. */
final class OptionKind {
    static final String HEAP = "-XX:MaxHeapSize";
    static final String COLLECTOR = "collector";

    private static final String JMX = "-Dcom.sun.management.";

    /** Beginnings of options after which the JVM writes to the file that they name. */
    private static final List<String> OUTPUT_FILES = List.of(
            "-Xloggc:",
            "-XX:LogFile=",
            "-XX:ErrorFile=",
            "-XX:JVMCIErrorFile=",
            "-XX:ReplayDataFile=",
            "-XX:PerfDataSaveFile=",
            "-XX:ArchiveClassesAtExit=",
            "-XX:DumpLoadedClassList=",
            "-XX:AOTCacheOutput=",
            "-XX:AOTConfiguration=");

    private OptionKind() {}

    /**
     * The setting of an option, the same for all its spellings: of two options with one key the later wins, or the JVM
     * does not start.
     *
     * @return the option itself if it sets nothing that another could set
     */
    static String key(String option) {
        if (option.startsWith("-Xmx")) {
            return HEAP;
        }
        if (option.startsWith("-Xms")) {
            return "-XX:InitialHeapSize";
        }
        if (option.startsWith("-Xss")) {
            return "-XX:ThreadStackSize";
        }
        if (option.startsWith("-Xmn")) {
            return "-XX:NewSize";
        }
        if (isCollector(option)) {
            return COLLECTOR;
        }
        if (option.startsWith("-XX:+") || option.startsWith("-XX:-")) {
            return "-XX:" + option.substring(5);
        }
        int equals = option.indexOf('=');
        if (equals > 0 && (option.startsWith("-D") || option.startsWith("-XX:"))) {
            return option.substring(0, equals);
        }
        if (equals > 0 && (option.startsWith("--patch-module=") || option.startsWith("--limit-modules="))) {
            return option.substring(0, Math.max(equals, option.indexOf('=', equals + 1)));
        }
        return option;
    }

    /** Whether the JVM is told a collector: told two, it does not start. */
    static boolean isCollector(String option) {
        return option.startsWith("-XX:+Use") && option.endsWith("GC");
    }

    /** Whether one of the options has this key. */
    static boolean contains(List<String> options, String key) {
        for (String option : options) {
            if (key(option).equals(key)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the option brings an agent: Java, native, or the debugger. */
    static boolean isAgent(String option) {
        return option.startsWith("-javaagent:")
                || option.startsWith("-agentlib:")
                || option.startsWith("-agentpath:")
                || option.startsWith("-Xrun");
    }

    /** Whether the option belongs to the remote access of JMX. */
    static boolean isJmx(String option) {
        return option.startsWith(JMX) || option.equals("-XX:+ManagementServer");
    }

    /**
     * Whether two JVMs with this option write one file. A name with the process id, and a directory, are good for
     * all.
     */
    static boolean writesOneFile(String option) {
        if (option.contains("%p")) {
            return false;
        }
        if (option.startsWith("-Xlog:")) {
            return logsToFile(option);
        }
        if (option.startsWith("-XX:HeapDumpPath=")) {
            return !new File(option.substring(option.indexOf('=') + 1)).isDirectory();
        }
        if (option.startsWith("-XX:StartFlightRecording")) {
            return option.contains("filename=");
        }
        if (option.equals("-XX:AOTMode=record")
                || option.equals("-XX:AOTMode=create")
                || option.equals("-Xshare:dump")) {
            return true;
        }
        for (String output : OUTPUT_FILES) {
            if (option.startsWith(output)) {
                return true;
            }
        }
        return false;
    }

    /** {@code -Xlog:what:output:…}, where an output that is none of the standard streams is a file. */
    private static boolean logsToFile(String option) {
        int from = option.indexOf(':', "-Xlog:".length());
        if (from < 0) {
            return false;
        }
        int to = option.indexOf(':', from + 1);
        String output = option.substring(from + 1, to < 0 ? option.length() : to);
        return !output.isEmpty() && !output.equals("stdout") && !output.equals("stderr");
    }

    /**
     * An agent's option with a port that the operating system chooses, where it names one to listen at; else as it
     * is.
     */
    static String withFreePort(String option) {
        if (option.startsWith(JMX)
                && option.substring(0, Math.max(0, option.indexOf('='))).endsWith("port")) {
            return option.substring(0, option.indexOf('=') + 1) + '0';
        }
        boolean isDebugger = option.startsWith("-agentlib:jdwp") || option.startsWith("-Xrunjdwp");
        int address = option.indexOf("address=");
        if (!isDebugger || address < 0 || !option.contains("server=y")) {
            return option;
        }
        int from = address + "address=".length();
        int to = option.indexOf(',', from);
        String rest = to < 0 ? "" : option.substring(to);
        String host =
                option.substring(from, Math.max(from, option.lastIndexOf(':', to < 0 ? option.length() : to) + 1));
        return option.substring(0, from) + host + '0' + rest;
    }

    /** The bytes that {@code -Xms64m}, {@code -XX:MaxHeapSize=1g} and the like name; -1 if they name none. */
    static long bytes(String option) {
        int end = option.length();
        int shift = 0;
        if (end > 0) {
            switch (option.charAt(end - 1)) {
                case 'k', 'K' -> shift = 10;
                case 'm', 'M' -> shift = 20;
                case 'g', 'G' -> shift = 30;
                case 't', 'T' -> shift = 40;
                default -> {}
            }
        }
        end -= shift == 0 ? 0 : 1;
        int from = end;
        while (from > 0 && option.charAt(from - 1) >= '0' && option.charAt(from - 1) <= '9') {
            from--;
        }
        // More digits than a long has are none of a heap.
        return from == end || end - from > 18 ? -1 : Long.parseLong(option.substring(from, end)) << shift;
    }
}
