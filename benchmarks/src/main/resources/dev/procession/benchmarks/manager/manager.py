# Calls of multiprocessing.Manager's objects: manager.py get|put|lock|items|both COUNT CLIENTS.
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
        calls = sum(out.get() for i in range(clients))
        return calls / 1.5e3, calls
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
    return n / (time.perf_counter() - start) / 1e3, n

for line in sys.stdin: print(*once(), flush=True)
