package dev.procession.process;

/**
 * A kind of thing that child processes take from the JVM of their parent, so that a function gives in a child what
 * it gives in the parent. What each kind covers, and what is never inherited, is in {@code docs/inheritance.md}.
 *
 * <p>{@code --enable-preview}, without which a child could not load the classes of such a parent, is always
 * inherited. Options given to the session or to a child win over what is inherited.
 */
public enum Inherit {
    /**
     * System properties as they are when the child is started, except those that are facts about one JVM or name a
     * port of it.
     */
    PROPERTIES,
    /** The default locale, time zone and charsets, and the line separator, as they are when the child is started. */
    LOCALE,
    /** Assertions, as they were switched on and off when this JVM was started. */
    ASSERTIONS,
    /**
     * What was opened, exported, patched and permitted between modules when this JVM was started, and what was added
     * to the boot class path.
     */
    MODULES,
    /**
     * Agents, the debugger and the remote access of JMX; not inherited unless asked for, because two JVMs cannot
     * have one port or file. A debugger and JMX listen at free ports in a child; other agents are started as in
     * this JVM, and have to bear it.
     */
    AGENTS
}
