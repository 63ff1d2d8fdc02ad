package dev.procession.internal.local;

import dev.procession.channel.Connection;
import dev.procession.channel.Pipe;
import dev.procession.pool.TaskFuture;
import dev.procession.process.ChildProcess;
import dev.procession.process.NestedSessionException;
import dev.procession.spi.Backend;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * A session of which nothing is: no directory, no process, no thread. What it makes is as inert as itself, and what
 * uses that throws {@link NestedSessionException}. It stands in the static fields of a class that a child process
 * has to initialize.
 *
 * <p>Thread safety: any thread.
 */
final class InertSession implements InvocationHandler {
    private static final String OWN_PACKAGES = "dev.procession.";

    private final String initialized;
    private final String child;
    private final String type;

    private InertSession(String initialized, String child, Class<?> type) {
        this.initialized = initialized;
        this.child = child;
        this.type = type == Backend.class || type == ChildProcess.Builder.class ? "session" : type.getSimpleName();
    }

    /**
     * An inert session.
     *
     * @param initialized the class whose static initializer opened it
     * @param child the name of this process
     */
    static Backend open(String initialized, String child) {
        return make(Backend.class, initialized, child);
    }

    private static <T> T make(Class<T> type, String initialized, String child) {
        ClassLoader loader = type.getClassLoader();
        return type.cast(Proxy.newProxyInstance(
                loader == null ? InertSession.class.getClassLoader() : loader,
                new Class<?>[] {type},
                new InertSession(initialized, child, type)));
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a proxy is equal to itself
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
        if (method.getDeclaringClass() == Object.class) {
            return switch (method.getName()) {
                case "equals" -> arguments != null && proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "inert " + type + " of " + initialized;
            };
        }
        if (method.getName().equals("close")) {
            return null;
        }
        Class<?> made = method.getReturnType();
        if (arguments != null && method.getName().equals("proxy")) {
            for (Object argument : arguments) {
                made = argument instanceof Class<?> service ? service : made;
            }
        } else if (made == Pipe.class) {
            return new Pipe<>(end(), end());
        } else if (!isMade(made)) {
            throw refusal(method);
        }
        if (!made.isInterface()) {
            throw refusal(method);
        }
        return make(made, initialized, child);
    }

    @SuppressWarnings("unchecked") // it refuses messages of every type
    private Connection<Object> end() {
        return (Connection<Object>) make(Connection.class, initialized, child);
    }

    /**
     * Whether an object of that type is made, as static fields hold it; what starts a process or a task is refused.
     */
    private static boolean isMade(Class<?> type) {
        return type == Condition.class
                || (type.isInterface()
                        && type.getName().startsWith(OWN_PACKAGES)
                        && type != ChildProcess.class
                        && type != TaskFuture.class);
    }

    private NestedSessionException refusal(Method method) {
        return new NestedSessionException(
                "cannot use the " + type + " of class " + initialized + " in child process " + child
                        + ": call=" + method.getName()
                        + "; the class was initialized again in this process, where what its static initializer"
                        + " opens is inert; give the task what it uses of the parent's as an argument or a captured local variable, or, if it"
                        + " is to start processes of its own, open a session in a method instead of a static initializer");
    }
}
