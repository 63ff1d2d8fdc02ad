package dev.procession.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Python's {@code multiprocessing.Manager}: calls of one kind, in a process that repeats for each line it is sent; thousands a second. */
final class PythonManager implements Contender {
    private static final String SCRIPT = """
            import multiprocessing as mp, sys, time
            what, n, clients = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
            mp = mp.get_context('fork')
            manager = mp.Manager()
            d, lock = manager.dict({i: i for i in range(1000)}), manager.Lock()
            def client(d, number, go, out):
                while go.get():
                    calls, end = 0, time.perf_counter() + 1.5
                    while time.perf_counter() < end:
                        for i in range(16):
                            key = number * 16 + i
                            d[key] = key
                            assert d[key] == key
                            calls += 2
                    out.put(calls)
            if clients:
                go, out = mp.Queue(), mp.Queue()
                for i in range(clients): mp.Process(target=client, args=(d, i, go, out), daemon=True).start()
            def once():
                if clients:
                    for i in range(clients): go.put(1)
                    return sum(out.get() for i in range(clients)) / 1.5 / 1e3
                start = time.perf_counter()
                if what == 'get':
                    for i in range(n): d[i % 1000]
                elif what == 'put':
                    for i in range(n): d[i % 1000] = i
                elif what == 'lock':
                    for i in range(n):
                        lock.acquire(); lock.release()
                else:
                    for i in range(0, n, 1000): assert len(d.items()) == 1000
                return n / (time.perf_counter() - start) / 1e3
            for line in sys.stdin: print(once(), flush=True)
            """;

    private final String name;
    private final LineProcess process;

    private PythonManager(String name, LineProcess process) {
        this.name = name;
        this.process = process;
    }

    /** The peer alone in a list; an empty list, with a line that says so, where there is no Python. */
    static List<Contender> of(String what, int count) {
        return of("Python " + what, what, count, 0);
    }

    /** As {@link #of(String, int)}: get and put in turn by so many processes. */
    static List<Contender> of(int clients) {
        return of("Python, clients: " + clients, "both", 0, clients);
    }

    private static List<Contender> of(String name, String what, int count, int clients) {
        List<Contender> peers = new ArrayList<>();
        try {
            peers.add(new PythonManager(
                    name,
                    new LineProcess(List.of(
                            "python3", "-c", SCRIPT, what, Integer.toString(count), Integer.toString(clients)))));
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
