package dev.procession.internal.control;

import dev.procession.codec.CodecException;
import dev.procession.internal.codec.HeapSink;
import dev.procession.internal.codec.HeapSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The configuration that a child reads from standard input: its identity and how to reach its parent. It holds the
 * session's token, and so never goes to a command line, an environment or a file.
 *
 * @param socket the socket at which the parent listens
 * @param directory the session's directory
 * @param token the session's secret
 * @param id the child's number in the session
 * @param slot its byte in the liveness file
 * @param name the child's name
 * @param parentPid the parent's process id
 * @param once whether the child runs one call and then ends as a program does
 * @param allowed the patterns of the classes it may decode; {@code null} for all classes
 * @param properties system properties that it sets before anything else
 */
public record ChildConfig(
        Path socket,
        Path directory,
        byte[] token,
        int id,
        int slot,
        String name,
        long parentPid,
        boolean once,
        @Nullable List<String> allowed,
        Map<String, String> properties) {

    /** As bytes. */
    public byte[] encode() {
        HeapSink sink = new HeapSink(256);
        sink.putInt(id);
        sink.putInt(slot);
        sink.putLong(parentPid);
        sink.putByte(once ? 1 : 0);
        put(sink, token);
        put(sink, text(socket.toString()));
        put(sink, text(directory.toString()));
        put(sink, text(name));
        sink.putInt(allowed == null ? -1 : allowed.size());
        if (allowed != null) {
            for (String pattern : allowed) {
                put(sink, text(pattern));
            }
        }
        sink.putInt(properties.size());
        for (Map.Entry<String, String> property : properties.entrySet()) {
            put(sink, text(property.getKey()));
            put(sink, text(property.getValue()));
        }
        return sink.toByteArray();
    }

    /**
     * From bytes.
     *
     * @throws CodecException if they are not one
     */
    public static ChildConfig decode(byte[] bytes) {
        HeapSource source = new HeapSource(bytes, 0, bytes.length);
        int id = source.getInt();
        int slot = source.getInt();
        long parentPid = source.getLong();
        boolean once = source.getByte() != 0;
        byte[] token = get(source);
        Path socket = path(source);
        Path directory = path(source);
        String name = new String(get(source), StandardCharsets.UTF_8);
        List<String> allowed = patterns(source);
        return new ChildConfig(socket, directory, token, id, slot, name, parentPid, once, allowed, properties(source));
    }

    private static Map<String, String> properties(HeapSource source) {
        int count = source.getInt();
        Map<String, String> properties = new HashMap<>();
        for (int i = 0; i < count; i++) {
            String name = new String(get(source), StandardCharsets.UTF_8);
            properties.put(name, new String(get(source), StandardCharsets.UTF_8));
        }
        return properties;
    }

    private static Path path(HeapSource source) {
        String text = new String(get(source), StandardCharsets.UTF_8);
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new CodecException("a child's configuration: path=" + text + " is none", e);
        }
    }

    private static @Nullable List<String> patterns(HeapSource source) {
        int count = source.getInt();
        if (count < 0) {
            return null;
        }
        List<String> patterns = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            patterns.add(new String(get(source), StandardCharsets.UTF_8));
        }
        return patterns;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void put(HeapSink sink, byte[] bytes) {
        sink.putInt(bytes.length);
        sink.putBytes(bytes, 0, bytes.length);
    }

    private static byte[] get(HeapSource source) {
        return source.getBytes(source.getInt());
    }
}
