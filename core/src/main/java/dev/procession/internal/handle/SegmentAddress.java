package dev.procession.internal.handle;

/**
 * Where a shared object lies, and what it is.
 *
 * @param directory the session's directory
 * @param file the segment's file in the session
 * @param at where in the file the object begins: 0 if the segment is its own, else its place in a slab
 * @param id the number of the object in a slab, by which an address that is older than what lies there now is known;
 *     0 if the segment is its own
 * @param kind what it is
 * @param part which part of it
 */
record SegmentAddress(String directory, String file, long at, long id, int kind, int part) {}
