package dev.procession.internal.pool;

import dev.procession.internal.codec.HeapSource;
import dev.procession.internal.task.FunctionKind;
import dev.procession.pool.TaskOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Jobs and chunks for tests without processes. */
final class Jobs {
    static final Chunk.ResultHandler NOBODY = new Chunk.ResultHandler() {
        @Override
        public void completed(Chunk chunk, int index, @Nullable Object value) {}

        @Override
        public void starved() {}

        @Override
        public void failed(Chunk chunk, int index, Throwable failure) {}
    };

    private Jobs() {}

    private static EncodedFunction call() {
        return new EncodedFunction(
                FunctionKind.FN, new byte[1], ClassLoader.getSystemClassLoader(), 0, false, false, "f");
    }

    static Job ofOne() {
        return Job.ofOne(call(), TaskOptions.defaults(), new DurationEstimate());
    }

    static Job ofMany(TaskOptions options) {
        return Job.ofMany(call(), options);
    }

    /** A chunk of so many elements, whose arguments are one byte each, the element's position. */
    static Chunk item(Job job, int count, long lane) {
        ArgumentEncoder arguments = new ArgumentEncoder(8);
        for (int i = 0; i < count; i++) {
            arguments.begin().putByte(i);
            arguments.end();
        }
        return new Chunk(job, arguments.all(), 0, 0, lane, NOBODY);
    }

    /** The positions of a chunk's elements, as its arguments say. */
    static List<Integer> arguments(Chunk chunk) {
        List<Integer> all = new ArrayList<>();
        EncodedArguments arguments = chunk.arguments();
        HeapSource source = new HeapSource(arguments.bytes(), arguments.offset(), arguments.length());
        while (source.remaining() > 0) {
            all.add((int) source.slice(source.getInt()).getByte());
        }
        return all;
    }
}
