package dev.procession.internal.proxy;

import dev.procession.internal.codec.Rethrow;
import dev.procession.internal.task.TaskThread;
import dev.procession.shared.SharedPool;
import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An object of the user's at the server, behind an interface of the user's. */
final class ServiceProxy implements InvocationHandler {
    private static final Object[] NONE = {};

    private final RemoteRef ref;
    private final Class<?> type;
    private final MethodTable methods;

    private ServiceProxy(RemoteRef ref, Class<?> type) {
        this.ref = ref;
        this.type = type;
        methods = MethodTable.of(type);
    }

    static Object make(RemoteRef ref, Class<?> type) {
        // The proxy of an interface that is not public is a class of that interface's module.
        ServiceProxy.class.getModule().addExports(RemoteObject.class.getPackageName(), type.getModule());
        return Proxy.newProxyInstance(
                type.getClassLoader() == null ? ServiceProxy.class.getClassLoader() : type.getClassLoader(),
                new Class<?>[] {type, RemoteObject.class},
                new ServiceProxy(ref, type));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        Integer number = methods.number(method);
        if (number != null) {
            return call(method, number, arguments == null ? NONE : arguments);
        }
        if (method.isDefault()) {
            return callHere(proxy, method, arguments == null ? NONE : arguments);
        }
        return switch (method.getName()) {
            case "anchor" -> ref;
            case "handle" -> handle();
            case "equals" -> ProxyFactory.isSame(ref, arguments == null ? null : arguments[0]);
            case "hashCode" -> Long.hashCode(ref.id());
            case "toString" -> "Proxy[" + type.getSimpleName() + ", object " + ref.id() + "]";
            default -> throw new UnsupportedOperationException(method + " cannot be called through a proxy");
        };
    }

    /**
     * A default method, which {@link InvocationHandler#invokeDefault} does not call if its interface is private to
     * its file.
     */
    private static @Nullable Object callHere(Object proxy, Method method, @Nullable Object[] arguments)
            throws Throwable {
        Class<?> declaring = method.getDeclaringClass();
        if (Modifier.isPublic(declaring.getModifiers())) {
            return InvocationHandler.invokeDefault(proxy, method, arguments);
        }
        ServiceProxy.class.getModule().addReads(declaring.getModule());
        return MethodHandles.privateLookupIn(declaring, MethodHandles.lookup())
                .unreflectSpecial(method, declaring)
                .bindTo(proxy)
                .invokeWithArguments(arguments);
    }

    private Serializable handle() {
        return ProxyFactory.handle(ref, ObjectKind.SERVICE, null, type);
    }

    private @Nullable Object call(Method method, int number, @Nullable Object[] arguments) throws Throwable {
        Request request = Request.to(ref, Operation.INVOKE)
                .putInt(methods.fingerprint())
                .putInt(number)
                .putInt(arguments.length);
        for (Object argument : arguments) {
            request.putObject(argument);
        }
        if (type == SharedPool.class && TaskThread.isCurrent()) {
            // If this is a worker of that pool, its task waits: the server looks whether all do.
            request.putLong(ProcessHandle.current().pid());
        }
        if (MethodTable.isAsynchronous(method)) {
            return ref.port().send(request, Reply::<@Nullable Object>getAs);
        }
        Reply reply = ref.port().exchange(request, ManagerConnection.Mode.RUNS, ManagerConnection.FOREVER);
        if (reply == null) {
            throw new IllegalStateException("a call without a limit ran out of time");
        }
        Throwable failure = reply.failure();
        if (failure == null) {
            return reply.getObject();
        }
        if (reply.isCancelled() && Arrays.asList(method.getExceptionTypes()).contains(InterruptedException.class)) {
            throw new InterruptedException("before the call began");
        }
        for (Class<?> declared : method.getExceptionTypes()) {
            if (declared.isInstance(failure)) {
                throw Rethrow.here(failure);
            }
        }
        throw Rethrow.unchecked("the call", failure);
    }
}
