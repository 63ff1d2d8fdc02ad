package dev.procession.internal.codec;

import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * How the lambdas of one call site are taken apart: the names that say which site it is, encoded once, and the
 * captured arguments, which differ from lambda to lambda. {@link LambdaSite} is the other side.
 *
 * <p>Thread safety: any thread.
 */
final class LambdaPlan {

    private final Method writeReplace;
    private volatile byte @Nullable [] site;

    private LambdaPlan(Method writeReplace) {
        this.writeReplace = writeReplace;
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
}
