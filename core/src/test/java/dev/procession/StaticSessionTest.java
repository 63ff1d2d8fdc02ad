package dev.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.channel.Connection;
import dev.procession.channel.Pipe;
import dev.procession.channel.ProcessQueue;
import dev.procession.codec.CodecException;
import dev.procession.pool.ProcessPool;
import dev.procession.process.ChildProcess;
import dev.procession.process.NestedSessionException;
import dev.procession.process.Output;
import dev.procession.shared.Manager;
import dev.procession.shared.SharedMap;
import dev.procession.sync.ProcessLock;
import java.util.List;
import java.util.concurrent.locks.Condition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * Sessions in static fields: the parent's own, and no second generation of processes in the children that initialize
 * the class again.
 */
@Tag("process")
class StaticSessionTest {
    private static Procession session() {
        return Procession.builder().output(Output.DISCARD).build();
    }

    /** As a program has them, with the lambdas in the same class. */
    static class Program {
        static final Procession PX = session();
        static final ProcessPool POOL = PX.pool(2);
        static final ProcessQueue<Integer> QUEUE = PX.queue(3);
        static final Pipe<Integer> PIPE = PX.pipe();
        static final Connection<Integer> LEFT = PIPE.left();
        static final ProcessLock LOCK = PX.lock();
        static final Condition CONDITION = LOCK.newCondition();
        static final Manager MANAGER = PX.manager();
        static final SharedMap<String, Integer> MAP = MANAGER.map();

        static int square(int x) {
            return x * x;
        }

        static List<Integer> squares() {
            return POOL.map(x -> square(x), List.of(1, 2, 3, 4));
        }

        static long below() {
            return POOL.apply(() -> ProcessHandle.current().descendants().count());
        }

        static int usesThePool() {
            return POOL.apply(() -> POOL.apply(() -> 1));
        }

        static int usesTheQueue() {
            return POOL.apply(() -> {
                QUEUE.put(1);
                return 1;
            });
        }

        static int usesTheMap() {
            return POOL.apply(() -> MAP.size());
        }

        static int usesWhatItCaptured() throws InterruptedException {
            ProcessQueue<Integer> queue = QUEUE;
            POOL.apply(() -> {
                queue.put(7);
            });
            return queue.take();
        }

        static long opensItsOwn() {
            return POOL.apply(() -> {
                try (Procession own = session();
                        ProcessPool pool = own.pool(1)) {
                    return pool.apply(() -> 3L);
                }
            });
        }

        static String shows() {
            return POOL.apply(() -> PX.activeChildren().isEmpty() + " " + POOL);
        }

        static String closes() {
            return POOL.apply(() -> {
                PX.close();
                POOL.close();
                return "" + POOL;
            });
        }
    }

    @AfterAll
    static void close() {
        Program.PX.close();
    }

    @Test
    void poolInAStaticField_ofTheClassOfItsTasks_startsNothingInTheWorkers() {
        assertEquals(List.of(1, 4, 9, 16), Program.squares());
        assertEquals(0, Program.below());
    }

    @Test
    void staticThing_usedInATask_saysWhatToDo() {
        for (var use :
                List.<Executable>of(Program::usesThePool, Program::usesTheQueue, Program::usesTheMap, Program::shows)) {
            NestedSessionException thrown = assertThrows(NestedSessionException.class, use);
            assertTrue(text(thrown).contains("StaticSessionTest$Program"), () -> text(thrown));
            assertTrue(text(thrown).contains("a captured local variable"), () -> text(thrown));
        }
    }

    @Test
    void staticThing_capturedOrClosed_isAsAlways() throws InterruptedException {
        assertEquals(7, Program.usesWhatItCaptured());
        assertEquals("inert ProcessPool of " + Program.class.getName(), Program.closes());
    }

    @Test
    void task_thatOpensASessionInAMethod_hasOne() {
        assertEquals(3, Program.opensItsOwn());
    }

    /** A static initializer that starts a process whose body is in the same class. */
    static class ForkBomb {
        static final Procession PX = session();
        static final ChildProcess CHILD = PX.start(() -> {});

        static void go() {}
    }

    @Test
    void staticInitializer_thatStartsAProcess_failsInTheFirstGeneration() throws InterruptedException {
        ForkBomb.go();
        try (Procession px = ForkBomb.PX) {
            ForkBomb.CHILD.join();

            CodecException failure = (CodecException) ForkBomb.CHILD.failure().orElseThrow();
            assertTrue(text(failure).contains(NestedSessionException.class.getName()), () -> text(failure));
            assertTrue(px.activeChildren().isEmpty());
        }
    }

    private static String text(Throwable thrown) {
        return String.valueOf(thrown.getMessage());
    }
}
