package dev.procession.internal.codec;

import dev.procession.codec.CodecException;
import java.io.ObjectStreamClass;
import java.io.ObjectStreamField;
import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Replaces {@link java.lang.invoke.SerializedLambda} in frames of JDK serialization where there is a class filter. The
 * JDK's own makes the lambda before any filter has seen the name of the class of its method.
 *
 * <p>The fields are those of the JDK's, by name and type, and so have the same order in a stream.
 */
@SuppressWarnings({"serial", "unused"}) // read by serialization; its values are whatever was captured
final class SerializedLambdaForm implements Serializable, OwnForm {

    private static final long serialVersionUID = 1L;

    /** The name that a frame has in its place. */
    static final String NAME = "java.lang.invoke.SerializedLambda";

    static final ObjectStreamClass DESCRIPTION = ObjectStreamClass.lookup(SerializedLambdaForm.class);

    private @Nullable Class<?> capturingClass;
    private @Nullable String functionalInterfaceClass;
    private @Nullable String functionalInterfaceMethodName;
    private @Nullable String functionalInterfaceMethodSignature;
    private @Nullable String implClass;
    private @Nullable String implMethodName;
    private @Nullable String implMethodSignature;
    private int implMethodKind;
    private @Nullable String instantiatedMethodType;
    private @Nullable Object @Nullable [] capturedArgs;

    private SerializedLambdaForm() {}

    /**
     * The description to read objects by that were described so.
     *
     * @throws CodecException if they have other fields than the JDK writes
     */
    static ObjectStreamClass description(ObjectStreamClass read) {
        ObjectStreamField[] own = DESCRIPTION.getFields();
        ObjectStreamField[] theirs = read.getFields();
        boolean same = own.length == theirs.length;
        for (int i = 0; same && i < own.length; i++) {
            same = own[i].getName().equals(theirs[i].getName()) && own[i].getTypeCode() == theirs[i].getTypeCode();
        }
        if (!same) {
            throw new CodecException(
                    "decoding failed: a lambda with other fields than this JDK's; the frame is corrupt");
        }
        return DESCRIPTION;
    }

    /**
     * Makes the lambda.
     *
     * @throws CodecException if the filter refuses it, its names are not complete, or its class does not know it
     */
    @Nullable
    Object make(ClassFilter gate) {
        Class<?> capturing = capturingClass;
        @Nullable Object[] captured = capturedArgs;
        String[] names = {
            name(functionalInterfaceClass),
            name(functionalInterfaceMethodName),
            name(functionalInterfaceMethodSignature),
            name(implClass),
            name(implMethodName),
            name(implMethodSignature),
            name(instantiatedMethodType)
        };
        if (capturing == null || captured == null) {
            throw new CodecException("decoding failed: a lambda without a class; the frame is corrupt");
        }
        LambdaSite site = new LambdaSite(capturing, implMethodKind, names);
        gate.checkLambda(capturing.getName(), site.implClass(), site.implMethod());
        return site.makeAnyhow(captured);
    }

    private static String name(@Nullable String text) {
        return Objects.requireNonNullElse(text, "");
    }
}
