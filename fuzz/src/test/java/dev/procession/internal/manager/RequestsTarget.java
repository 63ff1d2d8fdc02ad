package dev.procession.internal.manager;

import dev.procession.Procession;
import dev.procession.codec.CodecException;
import dev.procession.fuzz.FuzzTarget;
import dev.procession.fuzz.Input;
import dev.procession.internal.codec.ClassFilter;
import dev.procession.internal.codec.HeapSink;
import dev.procession.internal.codec.HeapSource;
import dev.procession.internal.codec.ObjectCodec;
import dev.procession.internal.dispatch.ServerEndpoint;
import dev.procession.internal.proxy.ManagerConnection;
import dev.procession.internal.proxy.ObjectKind;
import dev.procession.internal.proxy.Operation;
import dev.procession.internal.proxy.Protocol;
import dev.procession.internal.proxy.Reply;
import dev.procession.internal.session.OpenSite;
import dev.procession.internal.session.SessionRegistry;
import dev.procession.internal.wait.SegmentResident;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Messages to a manager in strict mode, which has one object of each kind for every input, and its replies to a
 * client. Every call is answered once, at the latest when it is taken back.
 *
 * <pre>
 *   255  reply                                  as a client reads it
 *     n  ( how  … )                             how: less than 224: a call of object how % 10, operation, length of the arguments (2 bytes) and they
 *                                               else: a message of kind how % 8, its length (1 byte), and it
 * </pre>
 */
public final class RequestsTarget implements FuzzTarget {
    private static final int REPLY = 255;
    private static final int RAW = 224;
    private static final int MAX_MESSAGES = 16;
    private static final long ANSWER_NANOS = 5_000_000_000L;

    private static final List<ObjectKind> KINDS = List.of(
            ObjectKind.MAP,
            ObjectKind.NAVIGABLE_MAP,
            ObjectKind.LIST,
            ObjectKind.SET,
            ObjectKind.DEQUE,
            ObjectKind.CELL,
            ObjectKind.COUNTER,
            ObjectKind.NAMESPACE);

    private final ObjectCodec codec = ObjectCodec.create(List.of(), ClassFilter.of(List.of()));
    private final ClassLoader loader = RequestsTarget.class.getClassLoader();
    private final Procession px = Procession.local();
    private final ManagerServer server;
    private final ManagerConnection connection;

    public RequestsTarget() {
        OpenSite segment = (OpenSite) ((SegmentResident) px.sharedLong(0)).context();
        ServerEndpoint serverEndpoint =
                ServerEndpoint.create(SessionRegistry.of(segment.session().directory()));
        serverEndpoint.claimStart();
        server = new ManagerServer(
                serverEndpoint, codec, loader, new ManagerServer.Settings(60_000, 64 << 10), options -> {
                    throw new IllegalStateException("no pools here");
                });
        server.start();
        connection = server.connection();
    }

    @Override
    public void close() {
        server.stop();
        px.close();
    }

    /** A client that counts. */
    private static final class FuzzClient extends Client {
        private int sent;
        private int answered;
        private boolean refused;
        private long granted;

        @Override
        synchronized void send(ReplyBuilder builder) {
            answered++;
            byte[] bytes = builder.toByteArray();
            HeapSource source = new HeapSource(bytes, 0, bytes.length);
            source.getInt();
            boolean done = source.getByte() == Protocol.DONE;
            granted = done && source.getInt() == 1 ? source.getLong() : 0;
        }

        @Override
        synchronized void refuse(String reason) {
            refused = true;
        }

        synchronized boolean isAnswered() {
            return answered == sent;
        }

        synchronized long granted() {
            return granted;
        }

        synchronized boolean isRefused() {
            return refused;
        }

        synchronized void sends() {
            sent++;
        }

        @Override
        public synchronized String toString() {
            return "calls=" + sent + ", answers=" + answered;
        }
    }

    @Override
    public void run(byte[] bytes) {
        Input input = new Input(bytes);
        if (bytes.length > 0 && (bytes[0] & 0xFF) == REPLY) {
            input.nextByte();
            readReply(input.nextByte(), input.rest());
            return;
        }
        FuzzClient client = new FuzzClient();
        try {
            long[] objects = make(client);
            for (int i = 0; i < MAX_MESSAGES && !input.isEmpty() && !client.isRefused(); i++) {
                send(client, objects, input);
            }
            for (int number = 1; number <= client.sent; number++) {
                client.cancel(number);
            }
            await(client);
        } finally {
            server.left(client);
        }
    }

    private static void await(FuzzClient client) {
        long start = System.nanoTime();
        while (!client.isAnswered()) {
            if (System.nanoTime() - start > ANSWER_NANOS) {
                throw new AssertionError(client + " after all were taken back");
            }
            LockSupport.parkNanos(20_000);
        }
    }

    private long[] make(FuzzClient client) {
        long[] objects = new long[KINDS.size()];
        for (int i = 0; i < objects.length; i++) {
            HeapSink create = new HeapSink(32);
            create.putInt(KINDS.get(i).number());
            create.putByte(0);
            switch (KINDS.get(i)) {
                case DEQUE -> create.putInt(4);
                case COUNTER -> create.putLong(1);
                default -> putValue(create, null);
            }
            call(client, Protocol.ROOT, Operation.CREATE, create.toByteArray());
            await(client);
            objects[i] = client.granted();
        }
        return objects;
    }

    private void call(FuzzClient client, long object, int operation, byte[] arguments) {
        client.sends();
        HeapSink message = new HeapSink(Protocol.HEAD + arguments.length);
        message.putInt(client.sent);
        message.putLong(object);
        message.putInt(operation);
        message.putBytes(arguments, 0, arguments.length);
        server.dispatcher().receive(client, Protocol.CALL, message.toByteArray());
    }

    private void send(FuzzClient client, long[] objects, Input input) {
        int how = input.nextByte();
        try {
            if (how < RAW) {
                int object = how % (objects.length + 2);
                long id = object < objects.length ? objects[object] : object == objects.length ? Protocol.ROOT : 4711;
                int operation = input.nextByte();
                call(client, id, operation, input.next(input.nextShort()));
            } else {
                int kind = how % 8;
                byte[] message = input.next(input.nextByte());
                if (kind != Protocol.CALL) { // whose number the client would not know
                    server.dispatcher().receive(client, kind, message);
                }
            }
        } catch (ProtocolException e) {
            client.refuse(e.getMessage());
        }
    }

    private void readReply(int how, byte[] bytes) {
        try {
            Reply reply = new Reply(connection, loader, new HeapSource(bytes, 0, bytes.length));
            if (reply.failure() == null) {
                switch (how & 7) {
                    case 0 -> reply.getObject();
                    case 1 -> reply.getObjects();
                    case 2 -> reply.getOptional();
                    case 3 -> reply.getLong();
                    case 4 -> reply.getFlag();
                    default -> reply.getInt();
                }
            }
        } catch (CodecException e) {
            // No reply of a manager's.
        }
    }

    /** Turns and threads are the server's; an answer may hold what objects were given before. */
    @Override
    public long mostAllocated(int length) {
        return 2 * FuzzTarget.super.mostAllocated(length);
    }

    private void putValue(HeapSink sink, @Nullable Object value) {
        byte[] encoded = codec.encode(value);
        sink.putInt(encoded.length);
        sink.putBytes(encoded, 0, encoded.length);
        sink.putVarint(0);
    }

    private interface Arguments {
        void put(HeapSink sink);
    }

    private static byte[] calls(int object, int operation, Arguments arguments) {
        HeapSink body = new HeapSink(64);
        arguments.put(body);
        HeapSink sink = new HeapSink(64);
        for (int i = 0; i < 2; i++) {
            sink.putByte(object);
            sink.putByte(operation);
            sink.putByte(body.size());
            sink.putByte(body.size() >>> 8);
            sink.putBytes(body.array(), 0, body.size());
        }
        return sink.toByteArray();
    }

    private static byte[] reply(int how, Arguments body) {
        HeapSink sink = new HeapSink(64);
        sink.putByte(REPLY);
        sink.putByte(how);
        body.put(sink);
        return sink.toByteArray();
    }

    @Override
    public Map<String, byte[]> seeds() {
        Map<String, byte[]> seeds = new TreeMap<>();
        Arguments nothing = sink -> {};
        Arguments pair = sink -> {
            putValue(sink, "key");
            putValue(sink, List.of(1, "two"));
        };
        Arguments one = sink -> putValue(sink, 1);
        Arguments several = sink -> {
            sink.putInt(2);
            putValue(sink, 1);
            putValue(sink, "b");
        };
        Arguments numbers = sink -> {
            sink.putLong(1);
            sink.putLong(2);
        };
        int root = KINDS.size();
        for (int i = 0; i < KINDS.size(); i++) {
            String kind = KINDS.get(i).text().replace(' ', '-');
            seeds.put(kind + "-size", calls(i, Operation.SIZE, nothing));
            seeds.put(kind + "-page", calls(i, Operation.PAGE, numbers));
        }
        for (int map : new int[] {0, 1, 7}) {
            seeds.put("put-" + map, calls(map, Operation.PUT, pair));
            seeds.put("get-" + map, calls(map, Operation.GET, one));
            seeds.put("remove-" + map, calls(map, Operation.REMOVE_PAIR, pair));
            seeds.put("put-all-" + map, calls(map, Operation.PUT_ALL, several));
        }
        for (int bag : new int[] {2, 3, 4}) {
            seeds.put("add-" + bag, calls(bag, Operation.ADD, one));
            seeds.put("add-all-" + bag, calls(bag, Operation.ADD_ALL, several));
            seeds.put("remove-" + bag, calls(bag, Operation.REMOVE, one));
        }
        seeds.put("near", calls(1, Operation.NEAR, pair));
        seeds.put("set", calls(2, Operation.SET, numbers));
        seeds.put("poll", calls(4, Operation.POLL, numbers));
        seeds.put("offer", calls(4, Operation.OFFER, numbers));
        seeds.put("cell", calls(5, Operation.COMPARE_AND_SET, pair));
        seeds.put("counter", calls(6, Operation.GET_AND_ADD, numbers));
        seeds.put("create-service", calls(root, Operation.CREATE, sink -> {
            sink.putInt(ObjectKind.SERVICE.number());
            sink.putByte(0);
        }));
        seeds.put("create-named", calls(root, Operation.CREATE, sink -> {
            sink.putInt(ObjectKind.LIST.number());
            sink.putByte(1);
            sink.putString("name");
        }));
        seeds.put("count", calls(root, Operation.COUNT, nothing));
        seeds.put("gone", calls(root + 1, Operation.SIZE, nothing));
        seeds.put("lease", new byte[] {(byte) (RAW + Protocol.LEASE), 8, 1, 0, 0, 0, 0, 0, 0, 0});
        seeds.put("release", new byte[] {(byte) (RAW + Protocol.RELEASE), 12, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0});
        seeds.put("reply-object", reply(0, sink -> {
            sink.putByte(Protocol.DONE);
            sink.putInt(0);
            codec.encode(List.of(1, "two"), sink);
        }));
        seeds.put("reply-objects", reply(1, sink -> {
            sink.putByte(Protocol.DONE);
            sink.putInt(1);
            sink.putLong(4711);
            sink.putInt(1);
            codec.encode("one", sink);
        }));
        seeds.put("reply-gone", reply(0, sink -> {
            sink.putByte(Protocol.GONE);
            sink.putInt(0);
            sink.putString("it is gone");
        }));
        seeds.put("reply-failed", reply(0, sink -> {
            sink.putByte(Protocol.FAILED);
            sink.putInt(0);
            sink.putInt(0);
        }));
        return seeds;
    }
}
