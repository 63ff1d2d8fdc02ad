package dev.procession.internal.classes;

import dev.procession.codec.CodecException;
import dev.procession.internal.codec.HeapSink;
import dev.procession.internal.codec.HeapSource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A parent's reply to a request for a class: the class and those likely to be requested next, or why there is none.
 *
 * <pre>
 *   reason | n | n × ( name | class file | m | m × ( field | value ) )        each but n and m a length and bytes
 * </pre>
 *
 * @param reason why there is no class; empty if there is
 * @param classes the class asked for, first, and others
 */
record ClassReply(String reason, List<ShippedClass> classes) {

    static ClassReply notFound(String reason) {
        return new ClassReply(reason, List.of());
    }

    byte[] encode() {
        HeapSink sink = new HeapSink(1 << 10);
        put(sink, text(reason));
        sink.putInt(classes.size());
        for (ShippedClass shipped : classes) {
            put(sink, text(shipped.name()));
            put(sink, shipped.bytes());
            sink.putInt(shipped.statics().size());
            for (Map.Entry<String, byte[]> field : shipped.statics().entrySet()) {
                put(sink, text(field.getKey()));
                put(sink, field.getValue());
            }
        }
        return sink.toByteArray();
    }

    /**
     * Reads a reply.
     *
     * @throws CodecException if it is not one
     */
    static ClassReply decode(byte[] bytes) {
        HeapSource source = new HeapSource(bytes, 0, bytes.length);
        String reason = text(get(source));
        List<ShippedClass> classes = new ArrayList<>();
        for (int n = source.getInt(); n > 0; n--) {
            String name = text(get(source));
            byte[] file = get(source);
            Map<String, byte[]> statics = new HashMap<>();
            for (int m = source.getInt(); m > 0; m--) {
                statics.put(text(get(source)), get(source));
            }
            classes.add(new ShippedClass(name, file, statics));
        }
        return new ClassReply(reason, classes);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void put(HeapSink sink, byte[] bytes) {
        sink.putInt(bytes.length);
        sink.putBytes(bytes, 0, bytes.length);
    }

    private static byte[] get(HeapSource source) {
        return source.getBytes(source.getInt());
    }
}
