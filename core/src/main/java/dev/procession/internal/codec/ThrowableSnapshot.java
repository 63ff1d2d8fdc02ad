package dev.procession.internal.codec;

import dev.procession.pool.RemoteTaskException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Class names, messages and stack traces of an exception, its causes and its suppressed exceptions: plain data,
 * which can always be sent. Bounded, and safe against cycles and against exceptions whose methods throw.
 *
 * <p>Thread safety: none.
 */
final class ThrowableSnapshot {

    static final int MAX_NODES = 64;
    static final int MAX_FRAMES = 1024;
    static final int MAX_MESSAGE_CHARS = 64 * 1024;
    static final int MAX_RENDERED_CHARS = 256 * 1024;

    private static final int NONE = -1;

    /** One exception of the tree; the links are places in the list of nodes. */
    private static final class Node {
        final String className;
        final @Nullable String message;
        final StackTraceElement[] frames;
        final int cause;
        final int[] suppressed;

        Node(String className, @Nullable String message, StackTraceElement[] frames, int cause, int[] suppressed) {
            this.className = className;
            this.message = message;
            this.frames = frames;
            this.cause = cause;
            this.suppressed = suppressed;
        }
    }

    private final List<Node> nodes;

    private ThrowableSnapshot(List<Node> nodes) {
        this.nodes = nodes;
    }

    static ThrowableSnapshot of(Throwable failure) {
        List<Throwable> found = new ArrayList<>();
        IdentityHashMap<Throwable, Integer> places = new IdentityHashMap<>();
        place(failure, found, places);
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) { // grows as it goes
            Throwable each = found.get(i);
            int cause = place(Throwables.cause(each), found, places);
            Throwable[] suppressed = each.getSuppressed();
            int[] links = new int[Math.min(suppressed.length, MAX_NODES)];
            for (int k = 0; k < links.length; k++) {
                links[k] = place(suppressed[k], found, places);
            }
            String message = Throwables.message(each);
            nodes.add(new Node(
                    each.getClass().getName(),
                    message == null ? null : Throwables.truncate(message, MAX_MESSAGE_CHARS),
                    Throwables.frames(each),
                    cause,
                    links));
        }
        return new ThrowableSnapshot(nodes);
    }

    private static int place(
            @Nullable Throwable failure, List<Throwable> found, IdentityHashMap<Throwable, Integer> places) {
        if (failure == null) {
            return NONE;
        }
        Integer known = places.get(failure);
        if (known != null) {
            return known;
        }
        if (found.size() == MAX_NODES) {
            return NONE;
        }
        places.put(failure, found.size());
        found.add(failure);
        return found.size() - 1;
    }

    String className() {
        return nodes.get(0).className;
    }

    @Nullable
    String message() {
        return nodes.get(0).message;
    }

    StackTraceElement[] frames() {
        return nodes.get(0).frames;
    }

    /** As {@code printStackTrace} would. */
    String render() {
        StringBuilder text = new StringBuilder();
        render(0, "", "", text, new boolean[nodes.size()]);
        return Throwables.truncate(text.toString(), MAX_RENDERED_CHARS);
    }

    private void render(int place, String indent, String caption, StringBuilder text, boolean[] done) {
        Node node = nodes.get(place);
        text.append(indent).append(caption).append(node.className);
        if (node.message != null) {
            text.append(": ").append(node.message);
        }
        if (done[place]) {
            text.append(" [circular reference]\n");
            return;
        }
        done[place] = true;
        text.append('\n');
        for (int i = 0; i < node.frames.length && i < MAX_FRAMES; i++) {
            text.append(indent).append("\tat ").append(node.frames[i]).append('\n');
        }
        for (int link : node.suppressed) {
            if (link >= 0 && text.length() < MAX_RENDERED_CHARS) {
                render(link, indent + "\t", "Suppressed: ", text, done);
            }
        }
        if (node.cause >= 0 && text.length() < MAX_RENDERED_CHARS) {
            render(node.cause, indent, "Caused by: ", text, done);
        }
    }

    void write(ByteSink sink) {
        sink.putVarint(nodes.size());
        for (Node node : nodes) {
            sink.putString(node.className);
            putNullable(node.message, sink);
            int frames = Math.min(node.frames.length, MAX_FRAMES);
            sink.putVarint(frames);
            for (int i = 0; i < frames; i++) {
                putFrame(node.frames[i], sink);
            }
            sink.putVarint(node.cause + 1);
            sink.putVarint(node.suppressed.length);
            for (int link : node.suppressed) {
                sink.putVarint(link + 1);
            }
        }
    }

    static ThrowableSnapshot read(ByteSource source) {
        int count = bounded(source.getLength(5), MAX_NODES, source);
        List<Node> nodes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String className = source.getString();
            String message = getNullable(source);
            StackTraceElement[] frames = new StackTraceElement[bounded(source.getLength(8), MAX_FRAMES, source)];
            for (int k = 0; k < frames.length; k++) {
                frames[k] = getFrame(source);
            }
            int cause = getLink(source, count);
            int[] suppressed = new int[bounded(source.getLength(1), MAX_NODES, source)];
            for (int k = 0; k < suppressed.length; k++) {
                suppressed[k] = getLink(source, count);
            }
            nodes.add(new Node(className, message, frames, cause, suppressed));
        }
        if (nodes.isEmpty()) {
            throw source.corrupt("a failure without an exception");
        }
        return new ThrowableSnapshot(nodes);
    }

    private static int bounded(int count, int limit, ByteSource source) {
        if (count > limit) {
            throw source.corrupt("a failure with count=" + count + ", limit=" + limit);
        }
        return count;
    }

    /** An exception with the tree's messages and traces, causes and suppressed ones too. */
    RemoteTaskException rebuild(String note, String rendered) {
        return rebuild(0, note, rendered, new @Nullable RemoteTaskException[nodes.size()]);
    }

    private RemoteTaskException rebuild(int place, String note, String rendered, @Nullable RemoteTaskException[] made) {
        Node node = nodes.get(place);
        String text = node.className + (node.message == null ? "" : ": " + node.message) + note;
        RemoteTaskException exception = new RemoteTaskException(text, node.className, rendered, null);
        made[place] = exception; // before its links, which may lead back to it
        exception.setStackTrace(node.frames);
        for (int link : node.suppressed) {
            if (link >= 0 && made[link] == null) {
                exception.addSuppressed(rebuild(link, "", rendered, made));
            }
        }
        if (node.cause >= 0 && made[node.cause] == null) {
            return withCause(exception, rebuild(node.cause, "", rendered, made));
        }
        return exception;
    }

    private static RemoteTaskException withCause(RemoteTaskException exception, Throwable cause) {
        RemoteTaskException caused = new RemoteTaskException(
                String.valueOf(exception.getMessage()), exception.remoteClass(), exception.remoteTrace(), cause);
        caused.setStackTrace(exception.getStackTrace());
        for (Throwable each : exception.getSuppressed()) {
            caused.addSuppressed(each);
        }
        return caused;
    }

    private static void putFrame(StackTraceElement frame, ByteSink sink) {
        putNullable(frame.getClassLoaderName(), sink);
        putNullable(frame.getModuleName(), sink);
        putNullable(frame.getModuleVersion(), sink);
        sink.putString(frame.getClassName());
        sink.putString(frame.getMethodName());
        putNullable(frame.getFileName(), sink);
        sink.putSignedVarlong(frame.getLineNumber());
    }

    private static StackTraceElement getFrame(ByteSource source) {
        return new StackTraceElement(
                getNullable(source),
                getNullable(source),
                getNullable(source),
                source.getString(),
                source.getString(),
                getNullable(source),
                (int) source.getSignedVarlong());
    }

    private static int getLink(ByteSource source, int count) {
        int link = source.getVarint() - 1;
        if (link < NONE || link >= count) {
            throw source.corrupt("link " + link + " of " + count);
        }
        return link;
    }

    static void putNullable(@Nullable String text, ByteSink sink) {
        sink.putByte(text == null ? 0 : 1);
        if (text != null) {
            sink.putString(text);
        }
    }

    static @Nullable String getNullable(ByteSource source) {
        return source.getByte() == 0 ? null : source.getString();
    }
}
