/**
 * How values become bytes: what can be sent, how to teach the library a type, and what is thrown when it cannot.
 *
 * <h2>Strict mode</h2>
 *
 * A session opened with {@link dev.procession.Procession.Builder#allow} decodes instances of the allowed classes only.
 *
 * <p><b>What it covers.</b> Whatever one process decodes that another has encoded: tasks and arguments in workers,
 * bodies of processes, initializers, results and exceptions in the parent, elements of queues and messages of pipes,
 * reports. Every class that is named, as the class of an object, of an array, a superclass, an enum, the interface of a
 * proxy or a {@code Class} object, is checked before it is loaded; what a {@code readResolve} or a reducer's surrogate
 * makes is checked afterwards. A lambda goes by the class it was written in and by the class of the method it runs:
 * {@code String::length} is let through wherever it was written in an allowed class, {@code Runtime::exec} is not.
 *
 * <p><b>What is always let through:</b> boxes, strings, arrays of what is let through, the values of
 * {@code java.time} and {@code java.math}, {@code UUID}, {@code URI}, optionals, paths of the default file system, the
 * common collections of {@code java.util} (not {@code PriorityQueue}, those of {@code java.util.concurrent}, nor their
 * comparators), the usual exceptions of the JDK, and the values, exceptions and handles of this library.
 *
 * <p><b>What is refused</b> is a {@link dev.procession.codec.CodecException} that names the class and the patterns. Only
 * the receiver gets it: the future of a task whose function or argument the worker refused, or whose result was refused
 * in the parent; the taker of an element, which is gone. An exception that is refused arrives as
 * {@link dev.procession.pool.RemoteTaskException}. Nothing of a refused class is loaded.
 *
 * <p><b>Limits</b> that hold in strict mode: values nested 500 levels deep (250 where a class of yours, or an exception,
 * is sent by JDK serialization), scales of decimals of 100,000, big numbers of 1,048,576 bits, and work for the hashing
 * of keys in proportion to the length of the message. Paths of other file systems are refused.
 *
 * <p><b>Which processes obey.</b> The parent, its children, and JVMs that join the session by name
 * ({@link dev.procession.Procession#join}) for what is shared in it; tasks of pools of a JVM that has joined are that
 * JVM's own business. In a process of a strict session its patterns also hold for handles of sessions that the process
 * has neither joined nor made.
 *
 * <p><b>What it is not.</b> It is no sandbox: a task that was let through does what it likes, and the classes that the
 * code of an allowed class uses are loaded whatever they are, fetched from the parent if need be. Allow the classes of
 * your data, not whole libraries: {@code java.**} lets in what strict mode is to keep out. The JVM's own filter
 * ({@code jdk.serialFilter}) still counts; what it rejects is not decoded, allowed or not.
 */
@NullMarked
package dev.procession.codec;

import org.jspecify.annotations.NullMarked;
