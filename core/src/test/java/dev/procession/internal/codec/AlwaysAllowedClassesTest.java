package dev.procession.internal.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.procession.Procession;
import java.io.ObjectInput;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class AlwaysAllowedClassesTest {

    /** Serializable because their superclass is, and never sent: each with the reason. */
    private static final Set<String> NOT_SENT = Set.of(
            // Thrown and caught within one encoding.
            "dev.procession.internal.codec.NotTaggableException",
            "dev.procession.internal.codec.FailureCodec$FullException",
            // What forms are read as; no frame may name them.
            "dev.procession.internal.codec.SerializedLambdaForm",
            "dev.procession.internal.codec.JdkLambdaFactory$Place",
            // No gate lets it through.
            "dev.procession.internal.codec.Surrogates$ForeignPathState",
            // Stays in the pool.
            "dev.procession.internal.pool.CancelledChunkException",
            // Its text is sent.
            "dev.procession.internal.manager.ProtocolException",
            // Travels as an entry of the JDK's.
            "dev.procession.internal.proxy.MapViews$Placed",
            // Says why a place was passed over, where the next is tried.
            "dev.procession.internal.segment.PlaceException",
            // Its text is in the exception that the user gets.
            "dev.procession.internal.launch.NoDirectoryException",
            // Ends a link.
            "dev.procession.internal.control.FrameTooLongException");

    @Test
    void contains_everySerializableClassOfTheLibrary_isDecided() {
        var undecided = new TreeSet<String>();
        for (JavaClass type : new ClassFileImporter()
                .importUrl(
                        Procession.class.getProtectionDomain().getCodeSource().getLocation())) {
            String name = type.getName();
            boolean isValue = type.isAssignableTo(Serializable.class)
                    && !type.isInterface()
                    && !type.isAnonymousClass()
                    && !(type.isEnum() && name.startsWith("dev.procession.internal."));
            if (isValue && !AlwaysAllowedClasses.contains(name) && !NOT_SENT.contains(name)) {
                undecided.add(name);
            }
        }
        assertEquals(
                Set.of(),
                undecided,
                "sent by the library: add them to AlwaysAllowedClasses; never sent: to the list above");
    }

    @Test
    void contains_whatIsNotSent_isNotSafe() {
        for (String name : NOT_SENT) {
            assertFalse(AlwaysAllowedClasses.contains(name), name);
        }
    }

    @Test
    void contains_jdkClass_existsAndRunsNothingOfOthers() throws ClassNotFoundException {
        for (String name : AlwaysAllowedClasses.names()) {
            if (name.startsWith("dev.procession.") || name.startsWith("sun.nio.fs.") || !name.contains(".")) {
                continue;
            }
            Class<?> type = Class.forName(name, false, null);
            assertFalse(Comparator.class.isAssignableFrom(type), name);
            assertFalse(InvocationHandler.class.isAssignableFrom(type), name);
            assertFalse(ClassLoader.class.isAssignableFrom(type), name);
            assertFalse(ObjectInput.class.isAssignableFrom(type), name);
        }
    }

    @Test
    void contains_prefixesAndNothing_areNotSafe() {
        for (String name :
                new String[] {"", ".", "dev.procession.pool.", "dev.procession.pool", "java.lang.", "java.util.List2"
                }) {
            assertFalse(AlwaysAllowedClasses.contains(name), name);
        }
        assertFalse(AlwaysAllowedClasses.mayImplement("java.lang.Class"));
        assertFalse(AlwaysAllowedClasses.mayImplement("java.lang.Runtime"));
        assertTrue(AlwaysAllowedClasses.mayImplement("java.lang.String"));
        assertFalse(AlwaysAllowedClasses.mayCapture("java.util.Map$Entry"));
        assertFalse(AlwaysAllowedClasses.mayCapture("dev.procession.pool.TaskOptions"));
        assertTrue(AlwaysAllowedClasses.mayCapture("dev.procession.function.Fn"));
    }
}
