package dev.procession.internal.codec;

import dev.procession.codec.CodecException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import org.jspecify.annotations.Nullable;

/**
 * The names of a lambda's call site as decoded, waiting for the captured arguments. Both go to the capturing class's
 * {@code $deserializeLambda$}, as in JDK serialization.
 *
 * <p>Thread safety: any thread.
 */
final class LambdaSite {
    private static final int IMPL_CLASS = 3;
    private static final int IMPL_METHOD = 4;

    private static final MethodType DESERIALIZER = MethodType.methodType(Object.class, SerializedLambda.class);

    private static final ClassCache<Object> DESERIALIZERS = new ClassCache<>() {
        @Override
        protected Object compute(Class<?> type) {
            try {
                // Open packages are open to reflection; a lookup also asks whether this module reads the other.
                LambdaSite.class.getModule().addReads(type.getModule());
                // A handle of this shape runs on forms the JDK ships ready made; reflection would spin its own at the
                // first call.
                return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
                        .findStatic(type, "$deserializeLambda$", DESERIALIZER);
            } catch (ReflectiveOperationException | RuntimeException e) {
                return e.toString();
            }
        }
    };

    final Class<?> capturing;
    private final int kind;
    private final String[] names;

    LambdaSite(Class<?> capturing, int kind, String[] names) {
        this.capturing = capturing;
        this.kind = kind;
        this.names = names;
    }

    static LambdaSite read(ByteSource source, ClassResolver classes) {
        int kind = source.getByte();
        String capturing = source.getString();
        String[] names = new String[7];
        for (int i = 0; i < names.length; i++) {
            names[i] = source.getString();
        }
        ClassFilter gate = classes.gate();
        if (gate != null) {
            gate.checkLambda(capturing, names[IMPL_CLASS], names[IMPL_METHOD]);
        }
        return new LambdaSite(classes.resolve(capturing), kind, names);
    }

    String implClass() {
        return names[IMPL_CLASS];
    }

    String implMethod() {
        return names[IMPL_METHOD];
    }

    /** Makes the lambda, if its class's package is open to this library. */
    Object make(@Nullable Object[] captured) {
        if (!(DESERIALIZERS.get(capturing) instanceof MethodHandle deserializer)) {
            throw new CodecException("decoding failed: class " + capturing.getName()
                    + " cannot make its lambdas here (" + DESERIALIZERS.get(capturing)
                    + "); likely cause: another version of the class, or a package that is not open");
        }
        try {
            return (Object) deserializer.invokeExact(form(captured));
        } catch (Throwable e) { // the generated method throws for a lambda it does not know; its class may fail to
            // initialize
            throw unknown(e);
        }
    }

    /** Makes the lambda, whether its package is open or not. */
    @Nullable
    Object makeAnyhow(@Nullable Object[] captured) {
        if (DESERIALIZERS.get(capturing) instanceof MethodHandle) {
            return make(captured);
        }
        try {
            return JdkLambdaFactory.make(capturing, form(JdkLambdaFactory.places(captured.length)), captured);
        } catch (Throwable e) { // as above
            throw unknown(e);
        }
    }

    @SuppressWarnings("NullAway") // the JDK allows null arguments, its annotations cannot say so
    private SerializedLambda form(@Nullable Object[] captured) {
        return new SerializedLambda(
                capturing, names[0], names[1], names[2], kind, names[3], names[4], names[5], names[6], captured);
    }

    private CodecException unknown(Throwable cause) {
        LinkageError error = LinkFailure.in(cause);
        if (error != null) {
            return LinkFailure.explain(capturing.getName(), error);
        }
        return new CodecException(
                "decoding failed: class " + capturing.getName() + " does not know the lambda " + names[IMPL_METHOD]
                        + "; likely cause: another version of the class",
                cause);
    }
}
