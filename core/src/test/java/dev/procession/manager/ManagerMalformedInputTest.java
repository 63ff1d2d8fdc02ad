package dev.procession.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.Procession;
import dev.procession.internal.codec.HeapSink;
import dev.procession.internal.codec.HeapSource;
import dev.procession.internal.dispatch.RpcChannel;
import dev.procession.internal.dispatch.ServerEndpoint;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.message.RecordReceiver;
import dev.procession.internal.message.RecordSender;
import dev.procession.internal.proxy.ObjectKind;
import dev.procession.internal.proxy.Operation;
import dev.procession.internal.proxy.Protocol;
import dev.procession.internal.ring.RecordRing;
import dev.procession.internal.session.OpenSegment;
import dev.procession.internal.session.SessionAttachment;
import dev.procession.internal.session.SessionRegistry;
import dev.procession.internal.wait.SegmentResident;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.process.ChildProcess;
import dev.procession.process.Output;
import dev.procession.process.ProcessionException;
import dev.procession.shared.Manager;
import dev.procession.shared.ManagerOptions;
import dev.procession.shared.SharedDeque;
import dev.procession.shared.SharedLong;
import dev.procession.shared.SharedMap;
import dev.procession.testkit.Await;
import dev.procession.testkit.Deadline;
import dev.procession.testkit.Seeds;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clients that send malformed messages: each of them is refused, and no other is affected. */
@Tag("process")
class ManagerMalformedInputTest {
    private static Procession px;

    @BeforeAll
    static void open() {
        px = Procession.builder().output(Output.DISCARD).build();
    }

    @AfterAll
    static void close() {
        px.close();
    }

    /** A message as bytes, of whatever kind. */
    private record Frame(HeapSink bytes) implements RecordRing.Payload {
        @Override
        public long length() {
            return bytes.size();
        }

        @Override
        public void write(SharedWords words, long at) {
            words.putBytes(at, bytes.array(), 0, bytes.size());
        }
    }

    /** Where the manager is found. */
    private record Place(String directory, String file) implements Serializable {
        static Place of(Manager manager) {
            String text = manager.toString();
            return new Place(
                    session().directory().toString(), text.substring(text.indexOf('[') + 1, text.indexOf(']')));
        }

        ServerEndpoint reception() throws Exception {
            return ServerEndpoint.open(SessionRegistry.of(Path.of(directory)), file);
        }
    }

    /** A client's end of a channel, without the client. */
    private record Wire(RpcChannel channel, RecordSender requests, RecordReceiver replies) {
        static Wire open(Place place) throws Exception {
            RpcChannel channel = place.reception().connect();
            return new Wire(channel, channel.requestOutbox(), channel.replyInbox());
        }

        void send(int kind, HeapSink bytes) {
            requests.put(kind, new Frame(bytes));
        }

        /** What comes next: the kind of the message, and for a reply its state. */
        String receive() {
            channel.replyArrival().awaitUninterruptibly(replies::next, WaitPoint.NO_RECHECK);
            int kind = replies.kind();
            HeapSource source = replies.read();
            if (kind == Protocol.REFUSED) {
                return "refused: " + source.getString();
            }
            int number = source.getInt();
            return "reply to " + number + ": state=" + source.getByte();
        }
    }

    private static HeapSink call(int number, long object, int operation) {
        HeapSink sink = new HeapSink(64);
        sink.putInt(number);
        sink.putLong(object);
        sink.putInt(operation);
        return sink;
    }

    private static HeapSink of(Object... parts) {
        HeapSink sink = new HeapSink(64);
        for (Object part : parts) {
            switch (part) {
                case Integer number -> sink.putInt(number);
                case Long number -> sink.putLong(number);
                case Byte number -> sink.putByte(number);
                default -> throw new IllegalArgumentException(String.valueOf(part));
            }
        }
        return sink;
    }

    private static SessionAttachment session() {
        return SessionRegistry.of(((OpenSegment) ((SegmentResident) px.sharedLong("of the session", 0)).context())
                .session()
                .directory());
    }

    private static Manager manager() {
        return px.manager(ManagerOptions.defaults().withName("hostile").withMaxRequestBytes(64 << 10));
    }

    @Test
    void messages_thatMakeNoSense_areRefusedOrFail() throws Exception {
        try (Manager manager = manager()) {
            SharedMap<String, Integer> map = manager.map("map");
            SharedDeque<String> deque = manager.deque("deque");
            CompletableFuture<String> waits = deque.takeAsync();
            map.put("a", 1);
            Place place = Place.of(manager);
            for (int variant = 0; variant < 5; variant++) {
                int attack = variant;
                ChildProcess child = px.start(() -> {
                    Wire wire = Wire.open(place);
                    switch (attack) {
                        case 0 -> wire.send(5, of(1));
                        case 1 -> wire.send(Protocol.CALL, of(1));
                        case 2 -> wire.send(Protocol.RELEASE, of(1L));
                        case 3 -> wire.send(Protocol.CANCEL, of((byte) 1));
                        default -> {
                            // A value that claims to be longer than all that follows.
                            HeapSink sink = call(1, 1, Operation.PUT);
                            sink.putInt(Integer.MAX_VALUE);
                            wire.send(Protocol.CALL, sink);
                        }
                    }
                    String answer = wire.receive();
                    if (!answer.startsWith("refused")) {
                        throw new IllegalStateException(answer);
                    }
                });
                child.join();
                assertEquals(0, child.exitCode().getAsInt(), () -> attack + ": " + child.failure());
                assertEquals(1, map.get("a"));
            }
            deque.put("x");
            assertEquals("x", waits.get());
            Await.until("nothing to be held", () -> manager.size() == 2);
        }
    }

    @Test
    void calls_ofWhatIsNotThere_failAndTheClientGoesOn() throws Exception {
        try (Manager manager = manager()) {
            manager.map("map").put("a", 1);
            Place place = Place.of(manager);
            ChildProcess child = px.start(() -> {
                Wire wire = Wire.open(place);
                int number = 0;
                wire.send(Protocol.CALL, call(++number, 4711, Operation.SIZE));
                wire.send(Protocol.CALL, call(++number, 1, 4711));
                wire.send(Protocol.CALL, call(++number, Protocol.ROOT, -1));
                HeapSink kind = call(++number, Protocol.ROOT, Operation.CREATE);
                kind.putInt(99);
                wire.send(Protocol.CALL, kind);
                wire.send(Protocol.CALL, call(++number, Protocol.ROOT, Operation.CREATE));
                HeapSink service = call(++number, Protocol.ROOT, Operation.CREATE);
                service.putInt(ObjectKind.SERVICE.number());
                wire.send(Protocol.CALL, service);
                HeapSink invoke = call(++number, 1, Operation.INVOKE);
                wire.send(Protocol.CALL, invoke);
                HeapSink many = call(++number, 1, Operation.GET_ALL);
                many.putInt(Integer.MAX_VALUE);
                wire.send(Protocol.CALL, many);
                HeapSink garbage = call(++number, 1, Operation.GET);
                for (int i = 0; i < 100; i++) {
                    garbage.putByte(i * 37);
                }
                wire.send(Protocol.CALL, garbage);
                HeapSink large = call(++number, 1, Operation.GET);
                for (int i = 0; i < 20_000; i++) {
                    large.putLong(i);
                }
                wire.send(Protocol.CALL, large);
                wire.send(Protocol.HOLD, of(4711L));
                wire.send(Protocol.LEASE, of(4711L));
                wire.send(Protocol.RELEASE, of(1L, 1_000_000));
                wire.send(Protocol.RELEASE, of(1L, -1));
                wire.send(Protocol.CANCEL, of(4711));
                for (int i = 0; i < number; i++) {
                    String answer = wire.receive();
                    if (!answer.startsWith("reply") || answer.endsWith("state=" + Protocol.DONE)) {
                        throw new IllegalStateException(answer);
                    }
                }
                wire.send(Protocol.CALL, call(++number, 1, Operation.SIZE));
                if (!wire.receive().equals("reply to " + number + ": state=" + Protocol.DONE)) {
                    throw new IllegalStateException("the next call");
                }
            });
            child.join();
            assertEquals(0, child.exitCode().getAsInt(), () -> String.valueOf(child.failure()));
            assertEquals(1, manager.map("map").get("a"));
            Await.until("nothing to be held", () -> manager.size() == 1);
        }
    }

    @Test
    @Deadline(seconds = 240)
    void messages_atRandom_harmNobodyElse() throws Exception {
        long seed = Seeds.seed("hostile");
        try (Manager manager = manager()) {
            SharedMap<String, Integer> map = manager.map("map");
            SharedDeque<String> deque = manager.deque("deque");
            manager.list("list").add(1);
            manager.value("cell", 1);
            manager.counter("counter", 1);
            Place place = Place.of(manager);
            SharedLong sent = px.sharedLong(0);
            for (int round = 0; round < 4; round++) {
                long own = seed + round;
                ChildProcess child = px.start(() -> {
                    Random random = new Random(own);
                    Wire wire = Wire.open(place);
                    try {
                        for (int i = 0; i < 4000; i++) {
                            HeapSink sink = random.nextInt(10) == 0
                                    ? new HeapSink(64)
                                    : call(i, random.nextInt(7), 1 + random.nextInt(92));
                            for (int left = random.nextInt(40); left > 0; left--) {
                                sink.putByte(random.nextInt(4) == 0 ? random.nextInt(256) : random.nextInt(3));
                            }
                            if (!wire.requests()
                                    .tryPut(random.nextInt(50) == 0 ? random.nextInt(8) : 0, new Frame(sink))) {
                                return;
                            }
                            sent.addAndGet(1);
                            while (wire.replies().next()) {
                                wire.replies().read();
                            }
                        }
                    } catch (ProcessionException e) {
                        // As good a refusal as any.
                    }
                });
                child.join();
                assertEquals(0, child.exitCode().getAsInt(), () -> String.valueOf(child.failure()));
                map.put("a" + round, 1);
                assertEquals(1, map.remove("a" + round));
                deque.putFirst("x");
                assertEquals("x", deque.takeFirst());
            }
            assertTrue(sent.get() > 0);
        }
    }

    @Test
    void ring_thatIsDamaged_endsThatClientOnly() throws Exception {
        try (Manager manager = manager()) {
            SharedMap<String, Integer> map = manager.map("map");
            map.put("a", 1);
            Place place = Place.of(manager);
            for (int variant = 0; variant < 3; variant++) {
                int attack = variant;
                ChildProcess child = px.start(() -> {
                    Wire wire = Wire.open(place);
                    SharedWords words = SessionRegistry.of(Path.of(place.directory()))
                            .open("s-" + wire.channel().number())
                            .words();
                    if (attack == 0) {
                        wire.send(Protocol.CALL, call(1, 1, Operation.SIZE));
                        wire.receive();
                    }
                    switch (attack) {
                        // The owner, the tail of the requests, and everything.
                        case 0 -> words.setVolatile(256 + 128, 0x4711_4711_4711_4711L);
                        case 1 -> words.setVolatile(128, 0x4711_4711_4711_4711L);
                        default -> {
                            for (long at = 256; at < 2048; at += Long.BYTES) {
                                words.setVolatile(at, -1);
                            }
                        }
                    }
                    place.reception().calls().signalAll();
                    try {
                        wire.send(Protocol.CALL, call(2, 1, Operation.SIZE));
                    } catch (ProcessionException e) {
                        // It meets its own damage.
                    }
                });
                child.join();
                assertEquals(0, child.exitCode().getAsInt(), () -> attack + ": " + child.failure());
                assertEquals(1, map.get("a"), "after attack " + attack);
            }
            Await.until("nothing to be held", () -> manager.size() == 1);
        }
    }
}
