package dev.procession;

/** The facade; in the making. */
public final class Procession {
    private Procession() {}
}
