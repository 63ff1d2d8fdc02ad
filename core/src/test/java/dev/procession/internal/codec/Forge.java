package dev.procession.internal.codec;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamConstants;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;

/** Frames that no encoder of this library would write. */
@NullUnmarked // values of any kind
final class Forge {

    /** What a part of a frame is written by. */
    interface Part {
        void write(HeapSink sink);
    }

    /** The same for a part of a stream. */
    interface StreamPart {
        void write(DataOutputStream out) throws IOException;
    }

    private Forge() {}

    static byte[] fast(Part part) {
        HeapSink sink = new HeapSink(256);
        part.write(sink);
        return sink.toByteArray();
    }

    /** A class named for the first time in a frame. */
    static void className(HeapSink sink, String name) {
        sink.putByte(0);
        sink.putString(name);
    }

    static byte[] classObject(String name) {
        return fast(sink -> {
            sink.putByte(Tags.CLASS);
            className(sink, name);
        });
    }

    static byte[] enumConstant(String type, String constant) {
        return fast(sink -> {
            sink.putByte(Tags.ENUM);
            className(sink, type);
            sink.putString(constant);
        });
    }

    static byte[] emptyArray(String component) {
        return fast(sink -> {
            sink.putByte(Tags.TYPED_ARRAY);
            className(sink, component);
            sink.putVarint(0);
        });
    }

    static byte[] record(String type, int shape, Part components) {
        return fast(sink -> {
            sink.putByte(Tags.RECORD);
            className(sink, type);
            sink.putInt(shape);
            components.write(sink);
        });
    }

    static byte[] compact(String type) {
        return fast(sink -> {
            sink.putByte(Tags.COMPACT);
            className(sink, type);
            sink.putVarint(0);
        });
    }

    static byte[] path(String text) {
        return fast(sink -> {
            sink.putByte(Tags.PATH);
            sink.putString(text);
        });
    }

    static byte[] lambda(String capturing, String implClass, String implMethod) {
        return fast(sink -> {
            sink.putByte(Tags.LAMBDA);
            sink.putByte(6);
            sink.putString(capturing);
            sink.putString("dev/procession/function/Fn");
            sink.putString("call");
            sink.putString("(Ljava/lang/Object;)Ljava/lang/Object;");
            sink.putString(implClass);
            sink.putString(implMethod);
            sink.putString("(Ljava/lang/Object;)Ljava/lang/Object;");
            sink.putString("(Ljava/lang/Object;)Ljava/lang/Object;");
            sink.putVarint(0);
        });
    }

    /** The whole of a value by JDK serialization, of whatever it is made; nothing is replaced on the way. */
    static byte[] jdk(Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new Headless(bytes)) {
            out.writeObject(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return framed(bytes.toByteArray());
    }

    /** A stream of JDK serialization, byte for byte. */
    static byte[] stream(StreamPart part) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            part.write(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return framed(bytes.toByteArray());
    }

    static byte[] framed(byte[] stream) {
        return fast(sink -> {
            sink.putByte(Tags.JDK);
            sink.putInt(stream.length);
            sink.putBytes(stream, 0, stream.length);
        });
    }

    /** An object of a class that need not exist here, without fields. */
    static byte[] object(String type) {
        return stream(out -> {
            out.writeByte(ObjectStreamConstants.TC_OBJECT);
            description(out, type, ObjectStreamConstants.SC_SERIALIZABLE);
        });
    }

    static void description(DataOutputStream out, String type, int flags) throws IOException {
        out.writeByte(ObjectStreamConstants.TC_CLASSDESC);
        out.writeUTF(type);
        out.writeLong(1);
        out.writeByte(flags);
        out.writeShort(0);
        out.writeByte(ObjectStreamConstants.TC_ENDBLOCKDATA);
        out.writeByte(ObjectStreamConstants.TC_NULL);
    }

    /** A proxy of these interfaces, without a handler. */
    static byte[] proxy(String... interfaces) {
        return stream(out -> {
            out.writeByte(ObjectStreamConstants.TC_OBJECT);
            out.writeByte(ObjectStreamConstants.TC_PROXYCLASSDESC);
            out.writeInt(interfaces.length);
            for (String each : interfaces) {
                out.writeUTF(each);
            }
            out.writeByte(ObjectStreamConstants.TC_ENDBLOCKDATA);
            out.writeByte(ObjectStreamConstants.TC_NULL);
        });
    }

    /** Replaces a text in a frame by another of the same length. */
    static byte[] patched(byte[] frame, String from, String to) {
        byte[] old = from.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        byte[] made = frame.clone();
        int found = 0;
        for (int at = 0; at <= made.length - old.length; at++) {
            if (java.util.Arrays.equals(made, at, at + old.length, old, 0, old.length)) {
                byte[] fresh = to.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
                System.arraycopy(fresh, 0, made, at, fresh.length);
                found++;
            }
        }
        if (found == 0 || from.length() != to.length()) {
            throw new IllegalArgumentException("found=" + found + ", lengths=" + from.length() + ", " + to.length());
        }
        return made;
    }

    private static final class Headless extends ObjectOutputStream {
        Headless(OutputStream out) throws IOException {
            super(out);
        }

        @Override
        protected void writeStreamHeader() {}
    }

    /** A class loader that notes what it was asked for, after all but the platform's. */
    static final class Asked extends ClassLoader {
        private final List<String> names = Collections.synchronizedList(new ArrayList<>());

        Asked() {
            super(Forge.class.getClassLoader());
        }

        List<String> names() {
            return names;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            names.add(name);
            return super.loadClass(name, resolve);
        }
    }
}
