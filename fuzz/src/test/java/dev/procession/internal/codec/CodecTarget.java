package dev.procession.internal.codec;

import dev.procession.codec.CodecException;
import dev.procession.fuzz.Findings;
import dev.procession.fuzz.FuzzTarget;
import dev.procession.fuzz.Input;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Objects and failures from bytes. The first byte says which of the two.
 *
 * <p>The strict codec may ask its class loader for the classes it allows, and for nothing else. The open one may
 * ask for all; its loader has the JDK's collections and a few more, so that no fuzzer opens files or asks a name
 * server.
 */
public final class CodecTarget implements FuzzTarget {
    private static final String OWN = Sent.class.getName();
    private static final int OBJECT = 0;
    private static final int FAILURE = 1;

    private final ObjectCodec codec;
    private final FailureCodec failures;
    private final ClassLoader loader;

    private CodecTarget(ObjectCodec codec, ClassLoader loader) {
        this.codec = codec;
        this.loader = loader;
        failures = new FailureCodec(codec);
    }

    /** Without a gate. */
    public static CodecTarget open() {
        return new CodecTarget(ObjectCodec.create(List.of()), new FewClasses());
    }

    /** With one. */
    public static CodecTarget strict() {
        ClassFilter gate = Objects.requireNonNull(ClassFilter.of(List.of(OWN, OWN + "$*")));
        return new CodecTarget(ObjectCodec.create(List.of(), gate), new AllowedClasses(gate));
    }

    @Override
    public void run(byte[] bytes) {
        Input input = new Input(bytes);
        boolean failure = (input.nextByte() & 1) == FAILURE;
        byte[] frame = input.rest();
        try {
            if (failure) {
                failures.decode(new HeapSource(frame, 0, frame.length), loader);
            } else {
                codec.decode(frame, loader);
            }
        } catch (CodecException e) {
            if (e.getMessage() == null || e.getMessage().isEmpty()) {
                throw new AssertionError("an exception without a message", e);
            }
        }
    }

    @Override
    public Map<String, byte[]> seeds() {
        Map<String, byte[]> seeds = new TreeMap<>();
        ObjectCodec any = ObjectCodec.create(List.of());
        Sent.all().forEach((name, value) -> {
            byte[] frame = any.encode(value);
            HeapSink seed = new HeapSink(1 + frame.length);
            seed.putByte(OBJECT);
            seed.putBytes(frame, 0, frame.length);
            seeds.put(name, seed.toByteArray());
        });
        HeapSink failure = new HeapSink(256);
        failure.putByte(FAILURE);
        new FailureCodec(any).encode(Sent.failure(), "worker-1", 7, failure);
        seeds.put("failure", failure.toByteArray());
        return seeds;
    }

    /** Finds the fuzzer's sample classes, and what of the JDK neither opens nor asks anything. */
    private static final class FewClasses extends ClassLoader {
        FewClasses() {
            super(CodecTarget.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            for (String prefix : List.of("java.util.", "java.lang.", "java.math.", "java.time.", "dev.procession.")) {
                if (name.startsWith(prefix)) {
                    return super.loadClass(name, resolve);
                }
            }
            throw new ClassNotFoundException(name);
        }
    }

    /** Fails when it is asked for a class that the gate refuses. */
    private static final class AllowedClasses extends ClassLoader {
        private final ClassFilter gate;

        AllowedClasses(ClassFilter gate) {
            super(CodecTarget.class.getClassLoader());
            this.gate = gate;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            try {
                gate.check(name);
            } catch (CodecException e) {
                // Not that exception, which would pass for a refusal in time.
                Findings.add("a class loader was asked for class=" + name);
            }
            return super.loadClass(name, resolve);
        }
    }
}
