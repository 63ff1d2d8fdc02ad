package dev.procession.internal.control;

import dev.procession.fuzz.FuzzTarget;
import dev.procession.fuzz.Input;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** The reader of a control link: the first byte says in which pieces the rest arrives. */
public final class FramesTarget implements FuzzTarget {

    @Override
    public void run(byte[] bytes) {
        Input input = new Input(bytes);
        int pieces = input.nextByte();
        byte[] stream = input.rest();
        long taken = 0;
        try (ControlLink link = ControlLink.ofAccepted(new ByteChannel(stream, pieces + 1))) {
            while (true) {
                Frame frame = link.receive();
                taken += 5 + frame.payload().length;
                if (taken > stream.length) {
                    throw new AssertionError("frames of bytes=" + taken + " out of bytes=" + stream.length);
                }
            }
        } catch (IOException e) {
            // The end of the link, or of what makes sense.
        }
    }

    /** Two direct buffers are not on the heap; frames may double as they grow. */
    @Override
    public long mostAllocated(int length) {
        return 256 << 10;
    }

    @Override
    public Map<String, byte[]> seeds() throws IOException {
        Map<String, byte[]> seeds = new TreeMap<>();
        for (int pieces : new int[] {0, 3, 255}) {
            ByteArrayOutputStream sent = new ByteArrayOutputStream();
            sent.write(pieces);
            try (ControlLink link = ControlLink.ofAccepted(new ByteChannel(sent))) {
                link.send(FrameType.READY);
                link.send(FrameType.CANCEL, new byte[] {1, 0, 0, 0});
                link.send(FrameType.LOG, "INFO".getBytes(java.nio.charset.StandardCharsets.US_ASCII), new byte[40]);
            }
            seeds.put("three-frames-" + pieces, sent.toByteArray());
        }
        seeds.put("longest-length", new byte[] {9, -17, -1, -1, 127, 1, 2, 3});
        seeds.put("negative-length", new byte[] {9, -1, -1, -1, -1, 1, 2, 3});
        seeds.put("no-type", new byte[] {9, 0, 0, 0, 0, 1});
        return seeds;
    }
}
