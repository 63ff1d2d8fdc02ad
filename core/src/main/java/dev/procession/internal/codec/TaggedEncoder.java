package dev.procession.internal.codec;

import dev.procession.codec.CodecException;
import java.lang.invoke.SerializedLambda;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes one root in the tagged form of {@link Tags}, or signals by {@link NotTaggableException} that something in
 * it has no such form. Containers, arrays, records and long strings are numbered, so that identity and cycles
 * survive. What can only be made once its parts are there (records, lambdas, immutable collections) is open until
 * then, and a reference back to it, a cycle, is not fast.
 *
 * <p>Thread safety: none; one per root.
 */
final class TaggedEncoder {

    /** Strings from this length on are numbered: sent once however often they occur. */
    static final int NUMBERED_STRING_CHARS = 64;

    private final ClassPlan.Cache plans;
    private final ByteSink sink;
    private final CollectionEncoding.Writer containers;
    private @Nullable IdentityTable seen;
    private @Nullable IdentityTable classes;
    private @Nullable Class<?> lastClass;
    private int lastClassNumber;
    private int depth;
    private int deepest;

    TaggedEncoder(ClassPlan.Cache plans, ByteSink sink) {
        this.plans = plans;
        this.sink = sink;
        this.containers = new CollectionEncoding.Writer(this, sink);
    }

    /** The maximum depth of the values written. */
    int deepest() {
        return deepest;
    }

    void write(@Nullable Object value) {
        if (value == null) {
            sink.putByte(Tags.NULL);
            return;
        }
        ClassPlan plan = plans.get(value.getClass());
        int tag = plan.tag;
        if (tag >= Tags.FIRST_LISTED && tag < Tags.FIRST_NUMBERED) {
            sink.putByte(tag);
            Scalars.write(tag, value, sink);
            return;
        }
        deepest = Math.max(deepest, ++depth);
        switch (tag) {
            case ClassPlan.NOT_FAST ->
                throw new NotTaggableException(value.getClass().getName());
            case Tags.TRUE -> sink.putByte((Boolean) value ? Tags.TRUE : Tags.FALSE);
            case Tags.LATIN1 -> writeString((String) value);
            case Tags.CLASS -> {
                sink.putByte(Tags.CLASS);
                writeClass((Class<?>) value);
            }
            case Tags.ENUM -> {
                sink.putByte(Tags.ENUM);
                writeClass(((Enum<?>) value).getDeclaringClass());
                sink.putString(((Enum<?>) value).name());
            }
            case Tags.RECORD -> writeRecord(value, plan.recordPlan());
            case Tags.LAMBDA -> writeLambda(value, plan.lambdaPlan());
            case Tags.REDUCED -> writeReduced(value, plan);
            case Tags.COMPACT -> writeCompact(value, plan.compactClass());
            case Tags.OPTIONAL -> writeOptional((Optional<?>) value);
            default -> containers.write(tag, value);
        }
        depth--;
    }

    /** Writes a class by name, or by number when it was named before in this frame. */
    void writeClass(Class<?> type) {
        if (type == lastClass) {
            sink.putVarint(lastClassNumber + 1);
            return;
        }
        IdentityTable known = classes;
        if (known == null) {
            known = new IdentityTable();
            classes = known;
        }
        int number = known.findOrAdd(type, false);
        lastClass = type;
        if (number >= 0) {
            lastClassNumber = number;
            sink.putVarint(number + 1);
            return;
        }
        lastClassNumber = known.size() - 1;
        sink.putByte(0);
        sink.putString(type.getName());
    }

    /**
     * Numbers {@code value}; if it has a number already, writes a reference to it instead and answers true.
     *
     * @param open whether nothing may refer to the value until {@link #close}
     */
    boolean wroteReference(Object value, boolean open) {
        IdentityTable known = seen;
        if (known == null) {
            known = new IdentityTable();
            seen = known;
        }
        int number = known.findOrAdd(value, open);
        if (number < 0) {
            return false;
        }
        if (known.isOpen(number)) {
            throw new NotTaggableException(value.getClass().getName());
        }
        sink.putByte(Tags.BACK_REFERENCE);
        sink.putVarint(number);
        return true;
    }

    /** The number the next value will take; given back to {@link #close}. */
    int nextNumber() {
        IdentityTable known = seen;
        return known == null ? 0 : known.size();
    }

    /** From here on the value with that number may be referred to. */
    void close(int number) {
        IdentityTable known = seen;
        if (known != null) {
            known.close(number);
        }
    }

    private void writeString(String text) {
        if (text.length() < NUMBERED_STRING_CHARS || !wroteReference(text, false)) {
            sink.putString(text);
        }
    }

    private void writeRecord(Object value, RecordPlan plan) {
        int number = nextNumber();
        if (wroteReference(value, true)) {
            return;
        }
        sink.putByte(Tags.RECORD);
        writeClass(value.getClass());
        sink.putInt(plan.shape);
        for (int i = 0; i < plan.size(); i++) {
            write(plan.get(value, i));
        }
        close(number);
    }

    private void writeCompact(Object value, ImplicitClass plan) {
        if (wroteReference(value, false)) {
            return;
        }
        sink.putByte(Tags.COMPACT);
        writeClass(value.getClass());
        sink.putVarint(plan.size());
        for (int i = 0; i < plan.size(); i++) {
            sink.putString(plan.name(i));
            write(plan.get(value, i));
        }
    }

    private void writeLambda(Object value, LambdaPlan plan) {
        int number = nextNumber();
        if (wroteReference(value, true)) {
            return;
        }
        SerializedLambda form;
        try {
            form = plan.form(value);
        } catch (ReflectiveOperationException e) {
            throw new CodecException("cannot take apart " + LambdaNames.describe(value), e);
        }
        byte[] site = plan.site(form);
        sink.putByte(Tags.LAMBDA);
        sink.putBytes(site, 0, site.length);
        int captured = form.getCapturedArgCount();
        sink.putVarint(captured);
        for (int i = 0; i < captured; i++) {
            write(form.getCapturedArg(i));
        }
        close(number);
    }

    private void writeReduced(Object value, ClassPlan plan) {
        int number = nextNumber();
        if (wroteReference(value, true)) {
            return;
        }
        Object surrogate = plan.reduce(value);
        RecordPlan form = RecordPlan.of(surrogate.getClass());
        if (form == null) {
            throw new NotTaggableException(surrogate.getClass().getName());
        }
        // The surrogate itself is not reduced again: a reducer may take a supertype of its own surrogate.
        sink.putByte(Tags.REDUCED);
        writeRecord(surrogate, form);
        close(number);
    }

    private void writeOptional(Optional<?> value) {
        int number = nextNumber();
        if (wroteReference(value, true)) {
            return;
        }
        sink.putByte(Tags.OPTIONAL);
        write(value.orElse(null));
        close(number);
    }
}
