package dev.procession.internal.control;

import dev.procession.codec.CodecException;
import dev.procession.fuzz.FuzzTarget;
import dev.procession.fuzz.Input;
import dev.procession.internal.classes.ClassServer;
import dev.procession.internal.codec.HeapSource;
import dev.procession.internal.codec.ObjectCodec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What frames carry, apart from encoded objects: the first byte says which. */
public final class MessagesTarget implements FuzzTarget {
    private static final int CONFIG = 0;
    private static final int START = 1;
    private static final int CALL = 2;
    private static final int CLASS_NAME = 3;

    private final ClassServer classes = new ClassServer(ObjectCodec.create(List.of()), true);
    private final int loader = classes.register(MessagesTarget.class.getClassLoader());

    @Override
    public void run(byte[] bytes) {
        Input input = new Input(bytes);
        int what = input.nextByte() & 3;
        byte[] payload = input.rest();
        try {
            switch (what) {
                case CONFIG -> ChildConfig.decode(payload);
                case START -> StartFrame.decode(new HeapSource(payload, 0, payload.length));
                case CALL -> EncodedRunnable.read(new HeapSource(payload, 0, payload.length));
                default -> classes.answer(loader, new String(payload, StandardCharsets.UTF_8));
            }
        } catch (CodecException e) {
            // That is no such message.
        }
    }

    /** A class is given as it is found, whatever its length. */
    @Override
    public long mostAllocated(int length) {
        return BASE_BYTES + (64 << 10) + 64L * length;
    }

    @Override
    public Map<String, byte[]> seeds() {
        Map<String, byte[]> seeds = new TreeMap<>();
        ChildConfig config = new ChildConfig(
                Path.of("/d/control.sock"), Path.of("/d"), new byte[32], 1, 2, "worker", 3, true, null, Map.of());
        seeds.put("config", message(CONFIG, config.encode()));
        ChildConfig strict = new ChildConfig(
                Path.of("/d/control.sock"),
                Path.of("/d"),
                new byte[32],
                1,
                2,
                "w",
                3,
                false,
                List.of("a.**", "b.C"),
                Map.of("user.timezone", "UTC"));
        seeds.put("config-strict", message(CONFIG, strict.encode()));
        EncodedRunnable call = new EncodedRunnable(1, true, new byte[] {1, 2, 3});
        seeds.put("start", message(START, new StartFrame(call, null, "s-1", "s-2").encode()));
        seeds.put("start-no-worker", message(START, StartFrame.NO_WORKER.encode()));
        seeds.put("call", message(CALL, call.encode()));
        seeds.put("class-here", message(CLASS_NAME, name(Frame.class.getName())));
        seeds.put("class-array", message(CLASS_NAME, name("[L" + Frame.class.getName() + ";")));
        seeds.put("class-platform", message(CLASS_NAME, name("java.lang.Runtime")));
        seeds.put("class-missing", message(CLASS_NAME, name("no.such.Type")));
        return seeds;
    }

    private static byte[] name(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] message(int what, byte[] payload) {
        byte[] message = new byte[1 + payload.length];
        message[0] = (byte) what;
        System.arraycopy(payload, 0, message, 1, payload.length);
        return message;
    }
}
