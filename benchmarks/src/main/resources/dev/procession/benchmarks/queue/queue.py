# multiprocessing.Queue from one process to another: queue.py BYTES COUNT CAPACITY; an int where BYTES is 0.
import multiprocessing as mp, sys, time
size, n, capacity = map(int, sys.argv[1:])

def producer(q, go):
    pad = bytes(max(0, size - 8))
    while go.get():
        for i in range(n): q.put(i if size == 0 else i.to_bytes(8, 'little') + pad)

mp = mp.get_context('fork')
q, go = mp.Queue(capacity), mp.Queue()
mp.Process(target=producer, args=(q, go), daemon=True).start()
number = lambda e: e if size == 0 else int.from_bytes(e[:8], 'little')
for line in sys.stdin:
    go.put(1)
    total = number(q.get())
    start = time.perf_counter()
    for i in range(n - 1): total += number(q.get())
    end = time.perf_counter()
    assert total == n * (n - 1) // 2
    print((n - 1) / (end - start) / 1e6, n, flush=True)
