package dev.procession.internal.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.codec.CodecException;
import java.io.ObjectStreamConstants;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.SignedObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Known payloads by name, each whole: chains of the JDK, the shapes of well-known libraries' chains
 * ({@link GadgetChains}), and bombs. A codec that allows an innocent program's classes refuses
 * all of them. {@code RefusedFramesTest} has each class in every place where a class can stand, {@code DecodeBombTest}
 * the limits and what is just within them.
 */
@NullUnmarked // values of any kind
@SuppressWarnings("JdkObsolete")
class GadgetPayloadsTest {
    private static final String OWN = StrictSamples.class.getName();
    private static final String CHAINS = GadgetChains.class.getName() + "$";
    private static final ObjectCodec ANY = ObjectCodec.create(List.of());
    private static final ObjectCodec STRICT =
            ObjectCodec.create(List.of(), ClassFilter.of(List.of("com.acme.**", OWN, OWN + "$Plain", OWN + "$Base")));

    /** What the refusal says, and whether a codec without a gate is led to the chain's end. */
    private record Payload(byte[] frame, String refused, boolean isLive) {}

    private final Map<String, Payload> payloads = new TreeMap<>();

    private void add(String name, byte[] frame, String refused) {
        assertFalse(payloads.containsKey(name), name);
        payloads.put(name, new Payload(frame, refused, false));
    }

    private void live(String name, Object value, String refused) {
        add(name, Forge.jdk(value), refused);
        payloads.computeIfPresent(name, (key, made) -> new Payload(made.frame(), made.refused(), true));
    }

    @BeforeEach
    void collect() throws Exception {
        addLibraries();
        addJdk();
        addForged();
        addLambdas();
        addCounts();
        addGraphs();
        addNumbers();
        GadgetChains.REACHED.clear(); // some ends are reached where the payloads are made
    }

    private static GadgetChains.Transformer end() {
        return new GadgetChains.Chained(new GadgetChains.Constant("runtime"), new GadgetChains.Invoker("exec"));
    }

    private static <C extends java.util.Collection<Object>> C filled(C collection) {
        collection.addAll(List.of(1, 2));
        return collection;
    }

    private void addLibraries() {
        GadgetChains.Tied tied = new GadgetChains.Tied(new GadgetChains.Lazy(end()));
        Comparator<Object> transforming = new GadgetChains.Transforming(end());
        live("HashMap, tied entry, lazy map", GadgetChains.keyed(tied), CHAINS + "Tied");
        live("annotation handler, lazy map", new GadgetChains.Asking(new GadgetChains.Lazy(end())), CHAINS + "Asking");
        live("PriorityQueue, comparator", filled(new PriorityQueue<>(transforming)), "java.util.PriorityQueue");
        live(
                "PriorityBlockingQueue, comparator",
                filled(new PriorityBlockingQueue<>(2, transforming)),
                "java.util.concurrent.PriorityBlockingQueue");
        TreeMap<Object, Object> map = new TreeMap<>(transforming);
        map.put(1, 2);
        add("TreeMap, comparator", Forge.jdk(map), CHAINS + "Transforming");
        add("TreeSet, comparator", Forge.jdk(filled(new TreeSet<>(transforming))), CHAINS + "Transforming");
        add(
                "ConcurrentSkipListSet, comparator",
                Forge.jdk(filled(new ConcurrentSkipListSet<>(transforming))),
                "java.util.concurrent.ConcurrentSkipListSet");
        live("readResolve", new GadgetChains.Resolving(end()), CHAINS + "Resolving");
        live("record's constructor", new GadgetChains.Constructing(end()), CHAINS + "Constructing");
        live("in a list", new ArrayList<>(List.of(new GadgetChains.Resolving(end()))), CHAINS + "Resolving");
        live("in an array", new Object[] {new GadgetChains.Resolving(end())}, CHAINS + "Resolving");
        live("in a field", new StrictSamples.Plain(new GadgetChains.Resolving(end())), CHAINS + "Resolving");
        live("as a value", new HashMap<>(Map.of("k", new GadgetChains.Resolving(end()))), CHAINS + "Resolving");
    }

    private void addJdk() throws Exception {
        Map<Object, Object> dns = new HashMap<>();
        dns.put(URI.create("http://nobody.invalid/").toURL(), 1);
        add("HashMap, URL", Forge.jdk(dns), "java.net.URL");
        add("InetAddress", Forge.jdk(InetAddress.getLoopbackAddress()), "java.net.Inet");
        var keys = KeyPairGenerator.getInstance("EC").generateKeyPair();
        Signature signature = Signature.getInstance("SHA256withECDSA");
        SignedObject signed = new SignedObject(new ArrayList<>(List.of(1)), keys.getPrivate(), signature);
        add("SignedObject, another stream in it", Forge.jdk(signed), "java.security.SignedObject");
        Object proxy = Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Comparable.class}, new StrictSamples.Handler());
        add("proxy, handler", Forge.jdk(proxy), OWN + "$Handler");
        add("proxy in a TreeSet", Forge.jdk(new ArrayList<>(List.of(proxy))), OWN + "$Handler");
        add("Pattern that backtracks", Forge.jdk(Pattern.compile("(a+)+b")), "java.util.regex.Pattern");
        add("Externalizable", Forge.jdk(new StrictSamples.External()), OWN + "$External");
        add("enum", Forge.jdk(StrictSamples.Color.GREEN), OWN + "$Color");
        add("record", Forge.jdk(new StrictSamples.Order(1, null)), OWN + "$Order");
        add("readObject", Forge.jdk(new StrictSamples.Reading()), OWN + "$Reading");
        add("class object", Forge.jdk(new Object[] {Runtime.class}), "java.lang.Runtime");
    }

    /** Those that need no instance, for their names are enough. */
    private void addForged() {
        for (String type : List.of(
                "com.sun.org.apache.xalan.internal.xsltc.trax.TemplatesImpl",
                "com.sun.rowset.JdbcRowSetImpl",
                "javax.management.BadAttributeValueExpException",
                "javax.management.remote.rmi.RMIConnectionImpl_Stub",
                "javax.management.openmbean.TabularDataSupport",
                "javax.swing.event.EventListenerList",
                "javax.naming.ldap.Rdn$RdnEntry",
                "java.rmi.MarshalledObject",
                "java.rmi.server.UnicastRemoteObject",
                "java.beans.EventHandler",
                "sun.reflect.annotation.AnnotationInvocationHandler")) {
            add(type, Forge.object(type), type);
            add(type + ", by the tagged form", Forge.record(type, 0, sink -> {}), type);
        }
        add(
                "RMI reference, external data",
                Forge.stream(out -> {
                    out.writeByte(ObjectStreamConstants.TC_OBJECT);
                    Forge.description(
                            out,
                            "sun.rmi.server.UnicastRef",
                            ObjectStreamConstants.SC_EXTERNALIZABLE | ObjectStreamConstants.SC_BLOCK_DATA);
                }),
                "sun.rmi.server.UnicastRef");
        String handler = "java.rmi.server.RemoteObjectInvocationHandler";
        add("proxy of a remote object", Forge.proxy("java.util.List", handler), handler);
        add("class to be shipped", Forge.object("evil.Shipped"), "evil.Shipped");
        add("compact source file's class", Forge.compact("evil.Main"), "evil.Main");
    }

    private void addLambdas() {
        Map<String, String> targets = Map.of(
                "java/lang/Runtime", "exec",
                "java/lang/ProcessBuilder", "start",
                "java/lang/System", "exit",
                "javax/naming/InitialContext", "doLookup",
                "java/lang/reflect/Method", "invoke");
        targets.forEach((type, method) -> {
            String name = type.replace('/', '.');
            add("lambda to " + name + "::" + method, Forge.lambda(OWN, type, method), name);
            SerializedLambda form = new SerializedLambda(
                    StrictSamples.class,
                    "dev/procession/function/Fn",
                    "call",
                    "(Ljava/lang/Object;)Ljava/lang/Object;",
                    6,
                    type,
                    method,
                    "(Ljava/lang/Object;)Ljava/lang/Object;",
                    "(Ljava/lang/Object;)Ljava/lang/Object;",
                    new Object[0]);
            add("lambda to " + name + "::" + method + ", by JDK", Forge.jdk(form), name);
        });
        add(
                "comparator that is a lambda",
                Forge.jdk(new TreeMap<>((Comparator<Object> & Serializable) (_, _) -> 0)),
                getClass().getName());
    }

    /** More than there is in the frame. */
    private void addCounts() {
        for (int tag : new int[] {
            Tags.OBJECTS, Tags.LONGS, Tags.BYTES, Tags.ARRAY_LIST, Tags.HASH_SET, Tags.HASH_MAP, Tags.LATIN1
        }) {
            add(
                    "count of a billion, tag " + tag,
                    Forge.fast(sink -> {
                        sink.putByte(tag);
                        sink.putVarint(1_000_000_000);
                        sink.putByte(0);
                    }),
                    "decoding failed: ");
        }
        for (String type : List.of("[J", "[Ljava.lang.Object;", "[[B")) {
            add(
                    "array by JDK of " + type,
                    Forge.stream(out -> {
                        out.writeByte(ObjectStreamConstants.TC_ARRAY);
                        Forge.description(out, type, ObjectStreamConstants.SC_SERIALIZABLE);
                        out.writeInt(Integer.MAX_VALUE - 8);
                    }),
                    "decoding ");
        }
        add("copies of one", Forge.jdk(Collections.nCopies(1 << 30, 1)), "java.util.Collections$CopiesList");
    }

    private void addGraphs() {
        List<Object> key = new ArrayList<>();
        Set<Object> set = new HashSet<>(Set.of(key)); // hashed while it is small
        for (int i = 0; i < 60; i++) {
            List<Object> part = new ArrayList<>();
            key.add(part);
            key.add(part);
            key = part;
        }
        add("set of shared parts", Forge.jdk(set), "share their parts");
        add(
                "nested arrays",
                Forge.fast(sink -> {
                    for (int i = 0; i < 10_000; i++) {
                        sink.putByte(Tags.OBJECTS);
                        sink.putVarint(1);
                    }
                    sink.putByte(Tags.NULL);
                }),
                "nesting depth=");
        Object deep = new StrictSamples.Plain(null);
        for (int i = 0; i < 400; i++) {
            deep = new StrictSamples.Plain(deep);
        }
        add("chain of objects", Forge.jdk(deep), "nesting depth=");
        Map<Object, Object> self = new HashMap<>();
        self.put("k", new ArrayList<>(List.of(self)));
        add("map that contains itself", Forge.jdk(self), "contain themselves");
        add("array of 300 dimensions", Forge.classObject("[".repeat(300) + "Ljava.lang.String;"), "decoding ");
    }

    private void addNumbers() {
        add("decimal of a huge scale", ANY.encode(new BigDecimal(BigInteger.ONE, Integer.MIN_VALUE)), "scale=");
        add("decimal of a huge scale, by JDK", Forge.jdk(new BigDecimal(BigInteger.ONE, Integer.MIN_VALUE)), "scale=");
        add("integer of two million bits", ANY.encode(BigInteger.ONE.shiftLeft(2_000_000)), "bits=");
        add("integer of two million bits, by JDK", Forge.jdk(BigInteger.ONE.shiftLeft(2_000_000)), "bits=");
    }

    @Test
    void decode_everyPayload_isRefusedAndReachesNothing() {
        payloads.forEach((name, payload) -> {
            Forge.Asked loader = new Forge.Asked();
            StrictSamples.DONE.clear();
            CodecException refused =
                    assertThrows(CodecException.class, () -> STRICT.decode(payload.frame(), loader), name);
            String message = String.valueOf(refused.getMessage());
            assertTrue(message.contains(payload.refused()), name + ": " + message);
            assertFalse(loader.names().contains(payload.refused()), name + ": " + loader.names());
            assertEquals(List.of(), GadgetChains.REACHED, name);
            assertEquals(List.of(), StrictSamples.DONE, name);
        });
        System.err.println("payloads refused in strict mode: " + payloads.size());
        assertTrue(payloads.size() >= 30, "payloads=" + payloads.size());
    }

    /** A chain that is broken anyway proves nothing. */
    @Test
    void decode_chainsWithoutAGate_reachTheirEnds() {
        payloads.forEach((name, payload) -> {
            if (payload.isLive()) {
                GadgetChains.REACHED.clear();
                try {
                    ANY.decode(payload.frame(), getClass().getClassLoader());
                } catch (CodecException e) {
                    // Some have done it by then.
                }
                assertTrue(GadgetChains.REACHED.contains("exec"), name);
            }
        });
    }
}
