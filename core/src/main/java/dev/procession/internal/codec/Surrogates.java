package dev.procession.internal.codec;

import dev.procession.codec.CodecException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Replacements, for JDK serialization, of values that it refuses and the codec knows. */
final class Surrogates {

    private Surrogates() {}

    /** The surrogate of a value planned so, or the value itself. */
    static @Nullable Object replace(Object value, ClassPlan plan) {
        return switch (plan.tag) {
            case Tags.REDUCED -> plan.reduce(value);
            case Tags.OPTIONAL -> new OptionalState(((Optional<?>) value).orElse(null));
            case Tags.OPTIONAL_INT -> {
                OptionalInt box = (OptionalInt) value;
                yield new NumberState('I', box.isPresent(), box.orElse(0));
            }
            case Tags.OPTIONAL_LONG -> {
                OptionalLong box = (OptionalLong) value;
                yield new NumberState('J', box.isPresent(), box.orElse(0));
            }
            case Tags.OPTIONAL_DOUBLE -> {
                OptionalDouble box = (OptionalDouble) value;
                yield new NumberState('D', box.isPresent(), Double.doubleToRawLongBits(box.orElse(0)));
            }
            case Tags.PATH -> pathState(Scalars.pathText((Path) value));
            case Tags.COMPACT -> compactState(value, plan.compactClass());
            case Tags.RECORD -> value instanceof Serializable ? value : recordState(value, plan.recordPlan());
            default -> value;
        };
    }

    private static Serializable pathState(String text) {
        return Scalars.isForeignPath(text) ? new ForeignPathState(text) : new PathState(text);
    }

    private static CompactState compactState(Object value, ImplicitClass plan) {
        String[] names = new String[plan.size()];
        @Nullable Object[] values = new Object[names.length];
        for (int i = 0; i < names.length; i++) {
            names[i] = plan.name(i);
            values[i] = plan.get(value, i);
        }
        return new CompactState(value.getClass(), Arrays.asList(names), Arrays.asList(values));
    }

    private static RecordState recordState(Object value, RecordPlan plan) {
        @Nullable Object[] values = new Object[plan.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = plan.get(value, i);
        }
        return new RecordState(value.getClass(), plan.shape, Arrays.asList(values));
    }

    record OptionalState(@Nullable Object value) implements Serializable {
        Object readResolve() {
            return Optional.ofNullable(value);
        }
    }

    record NumberState(char kind, boolean present, long bits) implements Serializable {
        Object readResolve() {
            return switch (kind) {
                case 'I' -> present ? OptionalInt.of((int) bits) : OptionalInt.empty();
                case 'J' -> present ? OptionalLong.of(bits) : OptionalLong.empty();
                default -> present ? OptionalDouble.of(Double.longBitsToDouble(bits)) : OptionalDouble.empty();
            };
        }
    }

    record PathState(String text) implements Serializable {
        Object readResolve() {
            return Scalars.localPath(text);
        }
    }

    /** A class of its own, because no filter allows it: it is unknown which code runs for a URI of any scheme. */
    record ForeignPathState(String text) implements Serializable {
        Object readResolve() {
            return Scalars.path(text);
        }
    }

    record CompactState(Class<?> type, List<String> names, List<@Nullable Object> values) implements Serializable {
        Object readResolve() {
            ImplicitClass compact = ImplicitClass.of(type);
            if (compact == null) {
                throw new CodecException(
                        "decoding failed: " + type.getName() + " is not a compact source file's class");
            }
            return compact.restore(names, values);
        }
    }

    record RecordState(Class<?> type, int shape, List<@Nullable Object> values) implements Serializable {
        @Nullable
        Object readResolve() {
            return RecordPlan.of(type, shape).make(values.toArray());
        }
    }
}
