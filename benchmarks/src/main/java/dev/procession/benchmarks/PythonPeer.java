package dev.procession.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Python's multiprocessing: queue, pipe or lock, in a process that repeats for each line it is sent. */
final class PythonPeer implements Contender {
    private static final String SCRIPT = """
            import multiprocessing as mp, sys, time
            def producer(q, go, size, n):
                pad = bytes(max(0, size - 8))
                while go.get():
                    for i in range(n): q.put(i if size == 0 else i.to_bytes(8, 'little') + pad)
            def echo(c, wait):
                while True: c.send(c.recv())
            what, size, n = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
            mp = mp.get_context('fork')
            if what == 'queue':
                q, go = mp.Queue(100000 if size < 10000 else 1000), mp.Queue()
                mp.Process(target=producer, args=(q, go, size, n), daemon=True).start()
                def once():
                    number = lambda e: e if size == 0 else int.from_bytes(e[:8], 'little')
                    go.put(1)
                    total = number(q.get())
                    start = time.perf_counter()
                    for i in range(n - 1): total += number(q.get())
                    end = time.perf_counter()
                    assert total == n * (n - 1) // 2
                    return (n - 1) / (end - start) / 1e6
            elif what in ('hot', 'parked'):
                here, there = mp.Pipe()
                mp.Process(target=echo, args=(there, 0), daemon=True).start()
                def once():
                    times = []
                    for i in range(n):
                        if what == 'parked': time.sleep(0.003)
                        start = time.perf_counter()
                        here.send(i)
                        assert here.recv() == i
                        times.append(time.perf_counter() - start)
                    return sorted(times)[n // 2] * 1e6
            else:
                lock = mp.Lock()
                def once():
                    start = time.perf_counter()
                    for i in range(n):
                        lock.acquire(); lock.release()
                    return n / (time.perf_counter() - start) / 1e6
            for line in sys.stdin: print(once(), flush=True)
            """;

    private final String name;
    private final LineProcess process;

    private PythonPeer(String name, LineProcess process) {
        this.name = name;
        this.process = process;
    }

    /** The peer alone in a list; an empty list, with a line that says so, where there is no Python. A size of 0 is an {@code int}. */
    static List<Contender> of(String what, int bytes, int count) {
        List<Contender> peers = new ArrayList<>();
        try {
            peers.add(new PythonPeer(
                    "Python " + what,
                    new LineProcess(
                            List.of("python3", "-c", SCRIPT, what, Integer.toString(bytes), Integer.toString(count)))));
        } catch (IOException e) {
            System.out.println("  python3 is not there: its figures are skipped (" + e.getMessage() + ")");
        }
        return peers;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public double measure() throws IOException {
        process.send("go");
        return process.number();
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
