package dev.procession.internal.codec;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.LocalVariableInfo;
import java.lang.classfile.attribute.LocalVariableTableAttribute;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The words of {@link UnserializablePath}: what a lambda's parts are called in its source, and what to do. */
final class EncodingHints {

    static final String FOR_VALUE = "implement Serializable, make it a record of values that can be sent,"
            + " mark the field transient, or register a Reducer";
    static final String FOR_THIS =
            "copy the field to a local variable, make the method static, or implement Serializable";
    static final String FOR_CAPTURED =
            "create it inside the lambda, implement Serializable," + " mark the field transient, or register a Reducer";

    private EncodingHints() {}

    /** Whether the class is in a package whose module does not open it to this library. */
    static boolean isClosed(Class<?> type) {
        return !type.getModule().isOpen(type.getPackageName(), EncodingHints.class.getModule());
    }

    /** The remedy for a class of such a package. */
    static String forClosed(Class<?> type) {
        return "module " + type.getModule().getName() + " does not open its package; add 'opens "
                + type.getPackageName() + " to "
                + EncodingHints.class.getModule().getName()
                + "' to its descriptor, or implement Serializable";
    }

    /** The remedy for a value that is not serializable. */
    static String forValue(Class<?> type) {
        return type.isRecord() && isClosed(type) ? forClosed(type) : FOR_VALUE;
    }

    /** The message for a lambda whose type is not serializable. */
    static String forPlainLambda(Object lambda) {
        return "cannot send the " + plainLambda(lambda) + "; or write it inside the call that sends it";
    }

    static String plainLambda(Object lambda) {
        Class<?> type = lambda.getClass();
        Class<?>[] interfaces = type.getInterfaces();
        String declared = interfaces.length == 0 ? "function" : interfaces[0].getName();
        return "lambda in " + LambdaClasses.capturingName(type) + ", a " + declared
                + ", not Serializable: declare it as " + wayOut(lambda) + " of dev.procession.function";
    }

    private static String wayOut(Object lambda) {
        if (lambda instanceof Callable<?>) {
            return "Task";
        }
        return lambda instanceof Runnable ? "VoidTask" : "Task, VoidTask, Fn or Fn2";
    }

    /** As {@code lambda in com.acme.Job.run}. */
    static String where(SerializedLambda form) {
        String type = form.getCapturingClass().replace('/', '.');
        if (LambdaNames.isMethodReference(form)) {
            return "method reference " + form.getImplClass().replace('/', '.') + "::" + form.getImplMethodName()
                    + " in " + type;
        }
        return "lambda in " + type + "." + LambdaNames.enclosingMethod(form.getImplMethodName());
    }

    private static boolean isInstance(SerializedLambda form) {
        return form.getImplMethodKind() != MethodHandleInfo.REF_invokeStatic
                && form.getImplMethodKind() != MethodHandleInfo.REF_newInvokeSpecial;
    }

    /** Whether that captured argument is the instance whose method the lambda was written in. */
    static boolean isThis(SerializedLambda form, int index) {
        return index == 0 && isInstance(form) && !LambdaNames.isMethodReference(form);
    }

    /** As {@code captured argument 1}: counted from one, {@code this} apart. */
    static String capturedName(SerializedLambda form, int index) {
        if (index == 0 && isInstance(form)) {
            return LambdaNames.isMethodReference(form) ? "the captured receiver" : "captured 'this'";
        }
        return "captured argument " + (isInstance(form) ? index : index + 1);
    }

    /** A space and the name of the captured variable in its source, where the class file still has it. */
    static String sourceName(SerializedLambda form, int index) {
        if (LambdaNames.isMethodReference(form) || isThis(form, index)) {
            return "";
        }
        try {
            String name = localVariable(form, slot(form, index));
            return name == null ? "" : " " + name;
        } catch (IOException | RuntimeException e) {
            return "";
        }
    }

    private static int slot(SerializedLambda form, int index) {
        MethodType type = MethodType.fromMethodDescriptorString(
                form.getImplMethodSignature().replaceAll("L[^;]*;", "Ljava/lang/Object;"), null);
        int slot = isInstance(form) ? 1 : 0;
        int parameters = isInstance(form) ? index - 1 : index;
        for (int i = 0; i < parameters; i++) {
            Class<?> parameter = type.parameterType(i);
            slot += parameter == long.class || parameter == double.class ? 2 : 1;
        }
        return slot;
    }

    private static @Nullable String localVariable(SerializedLambda form, int slot) throws IOException {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        String resource = form.getImplClass() + ".class";
        try (InputStream in = loader == null
                ? ClassLoader.getSystemResourceAsStream(resource)
                : loader.getResourceAsStream(resource)) {
            if (in == null) {
                return null;
            }
            ClassModel model = ClassFile.of().parse(in.readAllBytes());
            for (MethodModel method : model.methods()) {
                if (method.methodName().equalsString(form.getImplMethodName())
                        && method.code().isPresent()) {
                    LocalVariableTableAttribute table = method.code()
                            .get()
                            .findAttribute(Attributes.localVariableTable())
                            .orElse(null);
                    return table == null ? null : nameIn(table, slot);
                }
            }
            return null;
        }
    }

    private static @Nullable String nameIn(LocalVariableTableAttribute table, int slot) {
        for (LocalVariableInfo variable : table.localVariables()) {
            if (variable.slot() == slot && variable.startPc() == 0) {
                return variable.name().stringValue();
            }
        }
        return null;
    }
}
