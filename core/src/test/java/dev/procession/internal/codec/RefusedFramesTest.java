package dev.procession.internal.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.codec.CodecException;
import java.io.ObjectStreamConstants;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.URI;
import java.net.URL;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.SignedObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Frames of an attacker: the classes of known gadget chains, by every way there is, to a codec that allows the classes
 * of an ordinary program. None may reach a class loader.
 */
@NullUnmarked // values of any kind
@SuppressWarnings({"JdkObsolete", "BanSerializableRead"})
class RefusedFramesTest {

    private static final String SAMPLES = StrictSamples.class.getName();
    private static final ObjectCodec CODEC = ObjectCodec.create(
            List.of(), ClassFilter.of(List.of("com.acme.**", SAMPLES, SAMPLES + "$Plain", SAMPLES + "$Base")));

    record Attack(String name, byte[] frame, String refused) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Classes that a chain begins or ends with; whether they are here does not matter, for only their names are. */
    private static final List<String> GADGETS = List.of(
            "java.lang.Runtime",
            "java.lang.ProcessBuilder",
            "java.lang.Thread",
            "java.lang.ClassLoader",
            "java.lang.invoke.MethodHandle",
            "java.lang.reflect.Method",
            "java.net.URL",
            "java.net.URLClassLoader",
            "java.net.InetAddress",
            "java.net.Inet4Address",
            "java.net.InetSocketAddress",
            "java.rmi.MarshalledObject",
            "java.rmi.server.ObjID",
            "java.rmi.server.RemoteObjectInvocationHandler",
            "java.rmi.server.UnicastRemoteObject",
            "java.rmi.activation.ActivationGroup_Stub",
            "sun.rmi.server.UnicastRef",
            "sun.rmi.server.UnicastRef2",
            "sun.rmi.transport.LiveRef",
            "com.sun.jndi.rmi.registry.ReferenceWrapper",
            "com.sun.jndi.ldap.LdapAttribute",
            "javax.naming.CompositeName",
            "javax.naming.InitialContext",
            "javax.naming.Reference",
            "javax.naming.ldap.Rdn$RdnEntry",
            "javax.management.BadAttributeValueExpException",
            "javax.management.ObjectName",
            "javax.management.openmbean.TabularDataSupport",
            "javax.management.remote.rmi.RMIConnectionImpl_Stub",
            "javax.script.ScriptEngineManager",
            "javax.swing.JEditorPane",
            "javax.swing.UIDefaults$ProxyLazyValue",
            "javax.swing.event.EventListenerList",
            "com.sun.rowset.JdbcRowSetImpl",
            "com.sun.org.apache.xalan.internal.xsltc.trax.TemplatesImpl",
            "com.sun.org.apache.xpath.internal.objects.XString",
            "sun.reflect.annotation.AnnotationInvocationHandler",
            "java.beans.EventHandler",
            "java.beans.beancontext.BeanContextSupport",
            "java.security.SignedObject",
            "java.util.logging.FileHandler",
            "java.util.Scanner",
            "java.util.ServiceLoader",
            "java.util.PropertyResourceBundle",
            "java.util.Random",
            "java.util.Hashtable",
            "java.util.concurrent.ConcurrentHashMap",
            "java.util.concurrent.ConcurrentSkipListMap",
            "java.util.Collections$ReverseComparator",
            "java.util.Collections$CopiesList",
            "java.util.Comparators$NullComparator",
            "org.apache.commons.collections.functors.InvokerTransformer",
            "org.apache.commons.collections4.comparators.TransformingComparator",
            "org.apache.commons.beanutils.BeanComparator",
            "org.codehaus.groovy.runtime.MethodClosure",
            "org.springframework.aop.framework.AdvisedSupport",
            "org.hibernate.engine.spi.TypedValue",
            "clojure.lang.PersistentArrayMap",
            "bsh.XThis",
            "scala.math.Ordering$$anon$1",
            "com.mchange.v2.c3p0.impl.PoolBackedDataSourceBase",
            // The library's own classes that are never sent, or that only the library makes.
            "dev.procession.Procession",
            "dev.procession.internal.codec.SerializedLambdaForm",
            "dev.procession.internal.codec.Surrogates$ForeignPathState",
            "dev.procession.internal.codec.JdkLambdaFactory$Place",
            "dev.procession.internal.channel.RingQueue",
            "dev.procession.internal.control.ChildConfig",
            // Names that look like what is allowed, or like a file.
            "com.acme",
            "com.acmes.Order",
            "com.acme./../../java/lang/Runtime",
            "com.acme.\\..\\Order",
            "com.acme..Order",
            "com.acme.",
            "com.acme.Order;",
            "com.acme.[Order",
            "com.acme.\nOrder",
            "",
            "java.lang.String ",
            "java.lang.string",
            "dev.procession.function.",
            "dev.procession.function.sub.Fn");

    static Stream<Attack> attacks() throws Exception {
        List<Attack> attacks = new ArrayList<>();
        for (String gadget : GADGETS) {
            attacks.add(new Attack("object of " + gadget, Forge.object(gadget), gadget));
            attacks.add(new Attack("class " + gadget, Forge.classObject(gadget), gadget));
            attacks.add(new Attack("array of " + gadget, Forge.emptyArray(gadget), gadget));
            attacks.add(new Attack("enum " + gadget, Forge.enumConstant(gadget, "X"), gadget));
            attacks.add(new Attack("record " + gadget, Forge.record(gadget, 0, sink -> {}), gadget));
            attacks.add(new Attack("compact " + gadget, Forge.compact(gadget), gadget));
            attacks.add(new Attack("lambda of " + gadget, Forge.lambda(gadget, SAMPLES, "task"), gadget));
            attacks.add(new Attack("lambda into " + gadget, Forge.lambda(SAMPLES, gadget, "exec"), gadget));
            attacks.add(new Attack("proxy of " + gadget, Forge.proxy("java.util.List", gadget), gadget));
            attacks.add(new Attack("externalizable " + gadget, externalizable(gadget), gadget));
            if (!gadget.isEmpty()) {
                attacks.add(new Attack("arrays of " + gadget, Forge.classObject("[[L" + gadget + ";"), gadget));
                attacks.add(new Attack("array by JDK of " + gadget, arrayByJdk("[L" + gadget + ";"), gadget));
            }
        }
        addWhole(attacks);
        addForged(attacks);
        return attacks.stream();
    }

    private static byte[] externalizable(String type) {
        return Forge.stream(out -> {
            out.writeByte(ObjectStreamConstants.TC_OBJECT);
            Forge.description(out, type, ObjectStreamConstants.SC_EXTERNALIZABLE | ObjectStreamConstants.SC_BLOCK_DATA);
        });
    }

    private static byte[] arrayByJdk(String type) {
        return Forge.stream(out -> {
            out.writeByte(ObjectStreamConstants.TC_ARRAY);
            Forge.description(out, type, ObjectStreamConstants.SC_SERIALIZABLE);
            out.writeInt(0);
        });
    }

    /** Chains as they are really sent; harmless here, because their effect is nothing, or needs a network. */
    private static void addWhole(List<Attack> attacks) throws Exception {
        Map<Object, Object> dns = new HashMap<>();
        URL url = URI.create("http://nobody.invalid/").toURL();
        attacks.add(new Attack("URL", Forge.jdk(url), "java.net.URL"));
        dns.put("placeholder", url);
        attacks.add(new Attack("HashMap of URL", Forge.jdk(dns), "java.net.URL"));
        attacks.add(new Attack(
                "address", Forge.jdk(InetAddress.getByAddress(new byte[] {127, 0, 0, 1})), "java.net.InetAddress"));
        PriorityQueue<Object> queue = new PriorityQueue<>(Collections.reverseOrder());
        queue.addAll(List.of(1, 2));
        attacks.add(new Attack("PriorityQueue", Forge.jdk(queue), "java.util.PriorityQueue"));
        TreeMap<Object, Object> tree = new TreeMap<>(Collections.reverseOrder());
        tree.put(1, 2);
        attacks.add(
                new Attack("TreeMap with a comparator", Forge.jdk(tree), "java.util.Collections$ReverseComparator"));
        TreeMap<String, Object> lambdas = new TreeMap<>((Comparator<String> & Serializable) String::compareTo);
        lambdas.put("a", 1);
        attacks.add(new Attack("TreeMap with a lambda", Forge.jdk(lambdas), RefusedFramesTest.class.getName()));
        ConcurrentSkipListMap<Object, Object> skipList = new ConcurrentSkipListMap<>(Map.of(1, 2));
        attacks.add(new Attack("skip list", Forge.jdk(skipList), "java.util.concurrent.ConcurrentSkipListMap"));
        Hashtable<Object, Object> table = new Hashtable<>(Map.of(1, 2));
        attacks.add(new Attack("Hashtable", Forge.jdk(table), "java.util.Hashtable"));
        attacks.add(
                new Attack("nCopies", Forge.jdk(Collections.nCopies(1 << 30, 1)), "java.util.Collections$CopiesList"));
        var keys = KeyPairGenerator.getInstance("EC").generateKeyPair();
        attacks.add(new Attack(
                "SignedObject",
                Forge.jdk(new SignedObject(
                        new ArrayList<>(), keys.getPrivate(), Signature.getInstance("SHA256withECDSA"))),
                "java.security.SignedObject"));
        Object proxy = Proxy.newProxyInstance(
                RefusedFramesTest.class.getClassLoader(),
                new Class<?>[] {List.class, Comparable.class},
                new StrictSamples.Handler());
        attacks.add(new Attack("proxy of what is safe", Forge.jdk(proxy), SAMPLES + "$Handler"));
        attacks.add(new Attack("proxy in a field", Forge.jdk(new StrictSamples.Plain(proxy)), SAMPLES + "$Handler"));
        attacks.add(new Attack(
                "exception with a cause",
                Forge.jdk(new RuntimeException(new StrictSamples.Failure("x"))),
                SAMPLES + "$Failure"));
        attacks.add(new Attack("class object by JDK", Forge.jdk(new Object[] {Runtime.class}), "java.lang.Runtime"));
        attacks.add(new Attack("record by JDK", Forge.jdk(new StrictSamples.Order(1, null)), SAMPLES + "$Order"));
        attacks.add(new Attack("enum by JDK", Forge.jdk(StrictSamples.Color.GREEN), SAMPLES + "$Color"));
        attacks.add(
                new Attack("externalizable by JDK", Forge.jdk(new StrictSamples.External()), SAMPLES + "$External"));
        attacks.add(new Attack("readObject by JDK", Forge.jdk(new StrictSamples.Reading()), SAMPLES + "$Reading"));
        attacks.add(new Attack("readResolve by JDK", Forge.jdk(new StrictSamples.Resolving()), SAMPLES + "$Resolving"));
    }

    private static SerializedLambda form(String implClass, String implMethod, Object... captured) {
        return new SerializedLambda(
                StrictSamples.class,
                "dev/procession/function/Fn",
                "call",
                "(Ljava/lang/Object;)Ljava/lang/Object;",
                5,
                implClass,
                implMethod,
                "(Ljava/lang/String;)Ljava/lang/Process;",
                "(Ljava/lang/Object;)Ljava/lang/Object;",
                captured);
    }

    private static void addForged(List<Attack> attacks) {
        attacks.add(
                new Attack("Runtime::exec by JDK", Forge.jdk(form("java/lang/Runtime", "exec")), "java.lang.Runtime"));
        attacks.add(new Attack(
                "ProcessBuilder::start by JDK",
                Forge.jdk(form("java/lang/ProcessBuilder", "start")),
                "java.lang.ProcessBuilder"));
        attacks.add(
                new Attack("Class::forName by JDK", Forge.jdk(form("java/lang/Class", "forName")), "java.lang.Class"));
        attacks.add(new Attack(
                "InitialContext::doLookup by JDK",
                Forge.jdk(form("javax/naming/InitialContext", "doLookup")),
                "javax.naming.InitialContext"));
        attacks.add(new Attack(
                "lambda that captures a gadget",
                Forge.jdk(form(SAMPLES.replace('.', '/'), "task", new Random())),
                "java.util.Random"));
        attacks.add(new Attack(
                "lambda in a list",
                Forge.jdk(new ArrayList<>(List.of(form("java/lang/Runtime", "exec")))),
                "java.lang.Runtime"));
        attacks.add(new Attack(
                "lambda of a gadget by JDK",
                Forge.jdk(new SerializedLambda(Runtime.class, "a", "b", "c", 6, SAMPLES, "d", "e", "f", new Object[0])),
                "java.lang.Runtime"));
        attacks.add(new Attack(
                "reduced",
                Forge.fast(sink -> {
                    sink.putByte(Tags.REDUCED);
                    sink.putByte(Tags.RECORD);
                    Forge.className(sink, SAMPLES + "$ClientState");
                    sink.putInt(0);
                }),
                SAMPLES + "$ClientState"));
        attacks.add(new Attack(
                "state of a record that is not allowed",
                Forge.record(
                        "dev.procession.internal.codec.Surrogates$RecordState",
                        shape(Surrogates.RecordState.class),
                        sink -> {
                            sink.putByte(Tags.CLASS);
                            Forge.className(sink, SAMPLES + "$Order");
                            sink.putByte(Tags.INT);
                            sink.putSignedVarlong(shape(StrictSamples.Order.class));
                            sink.putByte(Tags.LIST_N);
                            sink.putVarint(0);
                        }),
                SAMPLES + "$Order"));
        attacks.add(new Attack(
                "state of a record that is not allowed, by JDK",
                Forge.jdk(new Surrogates.RecordState(StrictSamples.Order.class, 0, Arrays.asList(1, 2))),
                SAMPLES + "$Order"));
        attacks.add(new Attack(
                "state of a compact class that is not allowed",
                Forge.jdk(new Surrogates.CompactState(Random.class, List.of(), List.of())),
                "java.util.Random"));
        // A safe class that writes lambdas itself: which, and what they call, is not for a frame to choose.
        TreeMap<Map.Entry<String, Integer>, Object> byKey = new TreeMap<>(Map.Entry.comparingByKey());
        byKey.put(new java.util.AbstractMap.SimpleEntry<>("k", 1), 1);
        attacks.add(new Attack("lambda of a safe class by JDK", Forge.jdk(byKey), "java.util.Map$Entry"));
        for (String safe : List.of("java.util.Map$Entry", "java.lang.String", "dev.procession.pool.TaskOptions")) {
            attacks.add(new Attack("lambda of the safe class " + safe, Forge.lambda(safe, SAMPLES, "task"), safe));
        }
        attacks.add(new Attack("proxy without a handler", Forge.proxy("java.util.Comparator"), "java.util.Comparator"));
    }

    private static int shape(Class<?> record) {
        return RecordPlan.of(record).shape;
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void decode_attack_isRefusedByNameAndReachesNoLoader(Attack attack) {
        Forge.Asked loader = new Forge.Asked();
        StrictSamples.DONE.clear();
        CodecException e = assertThrows(CodecException.class, () -> CODEC.decode(attack.frame, loader));
        String message = e.getMessage();
        assertTrue(message.startsWith("decoding refused: "), message);
        String shown = attack.refused.replaceAll("\\p{Cntrl}", "?");
        boolean named = message.contains("class=" + shown)
                || message.contains("class of its method=" + shown.replace('/', '.'));
        assertTrue(named, message);
        assertTrue(message.contains("allowed=[com.acme.**, "), message);
        assertFalse(
                loader.names().contains(attack.refused) && !AlwaysAllowedClasses.contains(attack.refused),
                loader.names().toString());
        assertEquals(List.of(), StrictSamples.DONE);
        assertNull(e.getCause());
    }

    @Test
    void attacks_moreThanThirty() throws Exception {
        assertTrue(attacks().count() > 30, "attacks=" + attacks().count());
    }

    @Test
    void decode_superclassLeftOutOfTheFrame_isRefusedAllTheSame() {
        byte[] frame = Forge.object(SAMPLES + "$Plain");
        ObjectCodec withoutBase = ObjectCodec.create(List.of(), ClassFilter.of(List.of(SAMPLES + "$Plain")));
        CodecException e = assertThrows(
                CodecException.class, () -> withoutBase.decode(frame, getClass().getClassLoader()));
        assertTrue(e.getMessage().contains("class=" + SAMPLES + "$Base"), e.getMessage());
        assertNull(((StrictSamples.Plain) CODEC.decode(frame, getClass().getClassLoader())).part);
    }

    @Test
    void decode_lambdaFormWithOtherFields_isRefused() {
        byte[] honest = Forge.jdk(StrictSamples.task("x"));
        byte[] renamed = Forge.patched(honest, "implMethodKind", "implMethodKinx");
        CodecException e = assertThrows(
                CodecException.class, () -> CODEC.decode(renamed, getClass().getClassLoader()));
        assertTrue(e.getMessage().contains("a lambda with other fields"), e.getMessage());
    }

    @Test
    void decode_lambdaWithoutNames_isRefused() {
        for (SerializedLambda form : List.of(
                form("", ""),
                form(SAMPLES.replace('.', '/'), "no such"),
                new SerializedLambda(StrictSamples.class, "", "", "", 0, SAMPLES, "", "", "", new Object[0]))) {
            assertThrows(
                    CodecException.class,
                    () -> CODEC.decode(Forge.jdk(form), getClass().getClassLoader()));
        }
    }

    @Test
    void decode_pathsOfOtherFileSystems_areRefusedBeforeAnyProviderIsAsked() {
        for (String uri :
                List.of("uhttp://nobody.invalid/x", "ujar:file:/x.zip!/y", "ufile:///etc/passwd", "ujrt:/java.base")) {
            CodecException e = assertThrows(
                    CodecException.class,
                    () -> CODEC.decode(Forge.path(uri), getClass().getClassLoader()));
            assertTrue(e.getMessage().contains("a path of another file system"), e.getMessage());
            byte[] byJdk = Forge.jdk(new Surrogates.PathState(uri));
            e = assertThrows(
                    CodecException.class, () -> CODEC.decode(byJdk, getClass().getClassLoader()));
            assertTrue(e.getMessage().contains("a path of another file system"), e.getMessage());
            byte[] foreign = Forge.jdk(new Surrogates.ForeignPathState(uri));
            e = assertThrows(
                    CodecException.class, () -> CODEC.decode(foreign, getClass().getClassLoader()));
            assertTrue(
                    e.getMessage().contains("class=dev.procession.internal.codec.Surrogates$ForeignPathState"),
                    e.getMessage());
        }
    }

    @Test
    void decode_longOrOddName_isShownShortAndClean() {
        String name = "evil.\u001b[31m" + "x".repeat(100_000);
        CodecException e = assertThrows(
                CodecException.class,
                () -> CODEC.decode(Forge.classObject(name), getClass().getClassLoader()));
        assertTrue(e.getMessage().length() < 2_000, "length=" + e.getMessage().length());
        assertFalse(e.getMessage().contains("\u001b"));
    }
}
