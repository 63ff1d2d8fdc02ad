package dev.procession.internal.codec;

import dev.procession.codec.CodecException;
import java.io.Serializable;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * How the lambdas of one call site are taken apart: the names that say which site it is, encoded once, and the
 * captured arguments, which differ from lambda to lambda. The other side hands both to the capturing class's
 * {@code $deserializeLambda$}, as JDK serialization does.
 *
 * <p>Thread safety: any thread.
 */
final class LambdaPlan {

    private static final MethodType DESERIALIZER = MethodType.methodType(Object.class, SerializedLambda.class);

    private static final ClassCache<Object> DESERIALIZERS = new ClassCache<>() {
        @Override
        protected Object compute(Class<?> type) {
            try {
                // Open packages are open to reflection; a lookup also asks whether this module reads the other.
                LambdaPlan.class.getModule().addReads(type.getModule());
                // A handle of this shape runs on forms the JDK ships ready made; reflection would spin its own at the
                // first call.
                return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
                        .findStatic(type, "$deserializeLambda$", DESERIALIZER);
            } catch (ReflectiveOperationException | RuntimeException e) {
                return e.toString();
            }
        }
    };

    private final Method writeReplace;
    private volatile byte @Nullable [] site;

    private LambdaPlan(Method writeReplace) {
        this.writeReplace = writeReplace;
    }

    /** Whether instances of {@code type} are lambdas or method references. */
    static boolean isLambda(Class<?> type) {
        return type.isHidden() && type.isSynthetic() && type.getName().contains("$$Lambda");
    }

    /** The plan of a lambda's class, or null where it is not serializable or not accessible. */
    static @Nullable LambdaPlan of(Class<?> type) {
        if (!Serializable.class.isAssignableFrom(type)) {
            return null;
        }
        try {
            Method writeReplace = type.getDeclaredMethod("writeReplace");
            writeReplace.setAccessible(true);
            return new LambdaPlan(writeReplace);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null; // a lambda of a package not open to us: JDK serialization can still read it
        }
    }

    SerializedLambda form(Object lambda) throws ReflectiveOperationException {
        return (SerializedLambda) writeReplace.invoke(lambda);
    }

    /** The encoded names of the call site. */
    byte[] site(SerializedLambda form) {
        byte[] known = site;
        if (known == null) {
            HeapSink sink = new HeapSink(256);
            sink.putByte(form.getImplMethodKind());
            sink.putString(form.getCapturingClass().replace('/', '.'));
            sink.putString(form.getFunctionalInterfaceClass());
            sink.putString(form.getFunctionalInterfaceMethodName());
            sink.putString(form.getFunctionalInterfaceMethodSignature());
            sink.putString(form.getImplClass());
            sink.putString(form.getImplMethodName());
            sink.putString(form.getImplMethodSignature());
            sink.putString(form.getInstantiatedMethodType());
            known = sink.toByteArray();
            site = known;
        }
        return known;
    }

    /** The names of a call site as decoded, waiting for the captured arguments. */
    static final class Site {
        private static final int IMPL_CLASS = 3;
        private static final int IMPL_METHOD = 4;

        final Class<?> capturing;
        private final int kind;
        private final String[] names;

        Site(Class<?> capturing, int kind, String[] names) {
            this.capturing = capturing;
            this.kind = kind;
            this.names = names;
        }

        static Site read(ByteSource source, ClassResolver classes) {
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
            return new Site(classes.resolve(capturing), kind, names);
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
}
