package dev.procession.internal.classes;

import dev.procession.codec.CodecException;
import dev.procession.fuzz.FuzzTarget;
import dev.procession.fuzz.Input;
import dev.procession.internal.codec.ClassFilter;
import dev.procession.internal.codec.HeapSink;
import dev.procession.internal.codec.ObjectCodec;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A child that asks for a class, and gets whatever it gets: reply, class file, values of static fields. */
public final class ShippedClassesTarget implements FuzzTarget {
    private static final String NAME = "shipped.Unit";

    private final ObjectCodec codec = ObjectCodec.create(List.of(), ClassFilter.of(List.of("shipped.**")));
    private final byte[] frame = classObject();

    /** An encoded class object of that name. */
    private static byte[] classObject() {
        byte[] own = ObjectCodec.create(List.of()).encode(Input.class);
        String text = new String(own, java.nio.charset.StandardCharsets.ISO_8859_1);
        int at = text.indexOf(Input.class.getName());
        HeapSink sink = new HeapSink(64);
        sink.putBytes(own, 0, at - 2); // up to the string's tag and length
        sink.putString(NAME);
        return sink.toByteArray();
    }

    @Override
    public void run(byte[] input) {
        ClassLoader loader = new WorkerClassLoaders((loaderId, name) -> input, codec).forBatch(1, true);
        try {
            codec.decode(frame, loader);
        } catch (CodecException e) {
            // No reply, no class file, or one of another class.
        }
    }

    @Override
    public Map<String, byte[]> seeds() {
        Map<String, byte[]> seeds = new TreeMap<>();
        byte[] file = unit();
        seeds.put("class", new ClassReply("", List.of(new ShippedClass(NAME, file, Map.of()))).encode());
        seeds.put(
                "statics",
                new ClassReply("", List.of(new ShippedClass(NAME, file, Map.of("value", codec.encode("text")))))
                        .encode());
        seeds.put(
                "wrong-static",
                new ClassReply("", List.of(new ShippedClass(NAME, file, Map.of("value", codec.encode(1))))).encode());
        seeds.put(
                "other-name", new ClassReply("", List.of(new ShippedClass("shipped.Other", file, Map.of()))).encode());
        seeds.put("reason", ClassReply.notFound("why").encode());
        return seeds;
    }

    /** A class that no class path has, with one variable. */
    private static byte[] unit() {
        return ClassFile.of()
                .build(
                        ClassDesc.of(NAME),
                        type -> type.withVersion(ClassFile.JAVA_25_VERSION, 0)
                                .withFlags(ClassFile.ACC_PUBLIC)
                                .withField(
                                        "value", ConstantDescs.CD_String, ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC));
    }
}
