# Tasks that do nothing, of a multiprocessing.Pool of two: tasks.py apply|parked|async|chunk1|map|bytes COUNT.
import multiprocessing as mp, sys, time

def same(x): return x
def length(x): return len(x)

what, n = sys.argv[1], int(sys.argv[2])
pool = mp.get_context('fork').Pool(2)
data = bytes(n) if what == 'bytes' else None

def trips(pause):
    times = []
    for k in range(n):
        if pause: time.sleep(pause)
        start = time.perf_counter()
        assert pool.apply(same, (k,)) == k
        times.append(time.perf_counter() - start)
    times.sort()
    return times[n // 2] * 1e6, n, times[int(n * .99)] * 1e6, times[int(n * .999)] * 1e6

def timed(count, f):
    start = time.perf_counter()
    f()
    return (time.perf_counter() - start) * 1e6 / count, count

def once():
    if what == 'apply': return trips(0)
    if what == 'parked': return trips(0.02)
    if what == 'async':
        return timed(n, lambda: [r.get() for r in [pool.apply_async(same, (k,)) for k in range(n)]])
    if what == 'chunk1': return timed(n, lambda: pool.map(same, range(n), chunksize=1))
    if what == 'map': return timed(n, lambda: pool.map(same, range(n)))
    tasks = min(50, max(1, 50000000 // n))
    return timed(tasks, lambda: [pool.apply(length, (data,)) for k in range(tasks)])

for line in sys.stdin: print(*once(), flush=True)
