package dev.procession.internal.control;

import dev.procession.fuzz.FuzzTarget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** What a parent reads of somebody who has not yet proved who he is. */
public final class HandshakeTarget implements FuzzTarget {
    /** Not the session's, so that whoever is admitted has found a way around it, or it. */
    private static final byte[] TOKEN = new byte[Handshake.TOKEN_BYTES];

    static {
        new Random(4711).nextBytes(TOKEN);
    }

    @Override
    public void run(byte[] input) throws IOException {
        Handshake admitted;
        try (ControlLink link = ControlLink.ofAccepted(new ByteChannel(input, Math.max(1, input.length)))) {
            admitted = Handshake.decode(link.receive(Handshake.FRAME_BYTES), TOKEN);
        } catch (IOException e) {
            return;
        }
        byte[] hello = hello(admitted.childId());
        if (!Arrays.equals(Arrays.copyOf(input, hello.length), hello)) {
            throw new AssertionError("admitted without the token: " + admitted);
        }
    }

    /** No more than the frame of a hello, whatever length is announced. */
    @Override
    public long mostAllocated(int length) {
        return 64 << 10;
    }

    private static byte[] hello(int childId) throws IOException {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        try (ControlLink link = ControlLink.ofAccepted(new ByteChannel(sent))) {
            link.send(FrameType.HELLO, new Handshake(childId).encode(TOKEN));
        }
        return sent.toByteArray();
    }

    @Override
    public Map<String, byte[]> seeds() throws IOException {
        Map<String, byte[]> seeds = new TreeMap<>();
        byte[] hello = hello(7);
        seeds.put("hello", hello);
        seeds.put("half", Arrays.copyOf(hello, hello.length / 2));
        byte[] version = hello.clone();
        version[9]++;
        seeds.put("version", version);
        byte[] token = hello.clone();
        token[13 + Handshake.TOKEN_BYTES - 1]++;
        seeds.put("token", token);
        byte[] longer = hello.clone();
        longer[3] = 127;
        seeds.put("too-long", longer);
        return seeds;
    }
}
