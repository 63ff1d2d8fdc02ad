package dev.procession.examples.howto;

import dev.procession.Procession;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.TaskOutcome;
import dev.procession.pool.WorkerCrashedException;
import dev.procession.process.Output;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** Native code that crashes, in a worker: one task fails, typed; the others do not notice. */
public final class IsolateNative {
    private IsolateNative() {}

    /** Stands for a native library: it reads where a file tells it to. */
    @SuppressWarnings("restricted") // to crash is what it is for
    private static String decode(String file) {
        long address = file.equals("broken.jpg") ? 0 : 1;
        if (address == 0) {
            MemorySegment memory = MemorySegment.ofAddress(address).reinterpret(8);
            return "read " + memory.get(ValueLayout.JAVA_LONG, 0); // SIGSEGV: the process is gone
        }
        return file + " has " + file.length() + " letters";
    }

    /** Runs the example. */
    public static void main(String[] args) {
        PoolOptions options = PoolOptions.defaults()
                .withWorkers(2)
                .withJvmOptions("--enable-native-access=ALL-UNNAMED")
                .withOutput(Output.DISCARD);
        List<String> files = List.of("a.jpg", "broken.jpg", "c.jpg");
        try (var px = Procession.local();
                var pool = px.pool(options);
                var outcomes = pool.imapOutcomes(IsolateNative::decode, files)) {
            outcomes.forEach(IsolateNative::print);
        }
    }

    private static void print(TaskOutcome<String, String> outcome) {
        switch (outcome.failure()) {
            case null -> System.out.println(outcome.value());
            case WorkerCrashedException crash -> {
                System.out.println(outcome.input() + ": " + crash.exitStatus());
                System.out.println("the JVM's report: "
                        + crash.crashReport()
                                .orElse("none")
                                .lines()
                                .filter(line -> line.contains("SIG"))
                                .findFirst()
                                .orElse("")
                                .replaceFirst(" at pc.*", ""));
            }
            case Throwable failure -> System.out.println(outcome.input() + ": " + failure);
        }
    }
}
