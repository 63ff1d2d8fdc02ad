package dev.procession.internal.codec;

import dev.procession.codec.CodecException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Collections;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The tagged forms of values without parts: boxes, big numbers, identifiers, paths. */
final class Scalars {

    private Scalars() {}

    /** Writes what follows the tag; false if the tag is not one of a scalar. */
    static boolean write(int tag, Object value, ByteSink sink) {
        switch (tag) {
            case Tags.BYTE -> sink.putByte((Byte) value);
            case Tags.SHORT -> sink.putSignedVarlong((Short) value);
            case Tags.CHAR -> sink.putVarint((Character) value);
            case Tags.INT -> sink.putSignedVarlong((Integer) value);
            case Tags.LONG -> sink.putSignedVarlong((Long) value);
            case Tags.FLOAT -> sink.putInt(Float.floatToRawIntBits((Float) value));
            case Tags.DOUBLE -> sink.putLong(Double.doubleToRawLongBits((Double) value));
            case Tags.BIG_INTEGER -> putBigInteger((BigInteger) value, sink);
            case Tags.BIG_DECIMAL -> {
                sink.putSignedVarlong(((BigDecimal) value).scale());
                putBigInteger(((BigDecimal) value).unscaledValue(), sink);
            }
            case Tags.UUID -> {
                sink.putLong(((UUID) value).getMostSignificantBits());
                sink.putLong(((UUID) value).getLeastSignificantBits());
            }
            case Tags.OPTIONAL_INT -> {
                OptionalInt box = (OptionalInt) value;
                sink.putByte(box.isPresent() ? 1 : 0);
                sink.putInt(box.orElse(0));
            }
            case Tags.OPTIONAL_LONG -> {
                OptionalLong box = (OptionalLong) value;
                sink.putByte(box.isPresent() ? 1 : 0);
                sink.putLong(box.orElse(0));
            }
            case Tags.OPTIONAL_DOUBLE -> {
                OptionalDouble box = (OptionalDouble) value;
                sink.putByte(box.isPresent() ? 1 : 0);
                sink.putLong(Double.doubleToRawLongBits(box.orElse(0)));
            }
            case Tags.EMPTY_LIST, Tags.EMPTY_SET, Tags.EMPTY_MAP -> {}
            case Tags.PATH -> sink.putString(pathText((Path) value));
            default -> {
                return JavaTimeScalars.write(tag, value, sink);
            }
        }
        return true;
    }

    /** Reads what follows the tag; null if the tag is not one of a scalar. */
    static @Nullable Object read(int tag, ByteSource source) {
        return switch (tag) {
            case Tags.BYTE -> source.getByte();
            case Tags.SHORT -> (short) source.getSignedVarlong();
            case Tags.CHAR -> (char) source.getVarint();
            case Tags.INT -> (int) source.getSignedVarlong();
            case Tags.LONG -> source.getSignedVarlong();
            case Tags.FLOAT -> Float.intBitsToFloat(source.getInt());
            case Tags.DOUBLE -> Double.longBitsToDouble(source.getLong());
            case Tags.BIG_INTEGER -> getBigInteger(source);
            case Tags.BIG_DECIMAL -> {
                int scale = (int) source.getSignedVarlong();
                yield new BigDecimal(getBigInteger(source), scale);
            }
            case Tags.UUID -> new UUID(source.getLong(), source.getLong());
            case Tags.OPTIONAL_INT -> {
                boolean present = source.getByte() != 0;
                int value = source.getInt();
                yield present ? OptionalInt.of(value) : OptionalInt.empty();
            }
            case Tags.OPTIONAL_LONG -> {
                boolean present = source.getByte() != 0;
                long value = source.getLong();
                yield present ? OptionalLong.of(value) : OptionalLong.empty();
            }
            case Tags.OPTIONAL_DOUBLE -> {
                boolean present = source.getByte() != 0;
                double value = Double.longBitsToDouble(source.getLong());
                yield present ? OptionalDouble.of(value) : OptionalDouble.empty();
            }
            case Tags.EMPTY_LIST -> Collections.emptyList();
            case Tags.EMPTY_SET -> Collections.emptySet();
            case Tags.EMPTY_MAP -> Collections.emptyMap();
            case Tags.PATH -> path(source.getString());
            default -> JavaTimeScalars.read(tag, source);
        };
    }

    /** A path of the default file system as text, which keeps relative ones; any other as its URI. */
    static String pathText(Path path) {
        boolean local = path.getFileSystem().equals(FileSystems.getDefault());
        return local ? "p" + path : "u" + path.toUri();
    }

    static Path path(String text) {
        return isForeignPath(text) ? Path.of(URI.create(text.substring(1))) : localPath(text);
    }

    static boolean isForeignPath(String text) {
        return text.startsWith("u");
    }

    /**
     * The path of the default file system.
     *
     * @throws CodecException if it is one of another
     */
    static Path localPath(String text) {
        if (isForeignPath(text)) {
            throw new CodecException(
                    "decoding refused: a path of another file system than the default one where allow(…) was"
                            + " given; send its text");
        }
        return Path.of(text.isEmpty() ? "" : text.substring(1));
    }

    private static void putBigInteger(BigInteger value, ByteSink sink) {
        byte[] bytes = value.toByteArray();
        sink.putVarint(bytes.length);
        sink.putBytes(bytes, 0, bytes.length);
    }

    private static BigInteger getBigInteger(ByteSource source) {
        byte[] bytes = new byte[source.getLength(1)];
        source.getBytes(bytes, 0, bytes.length);
        return new BigInteger(bytes);
    }
}
