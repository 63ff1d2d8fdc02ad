# Lock and unlock of a multiprocessing.Lock that nobody else wants: lock.py COUNT.
import multiprocessing as mp, sys, time
n, lock = int(sys.argv[1]), mp.Lock()
for line in sys.stdin:
    start = time.perf_counter()
    for i in range(n):
        lock.acquire(); lock.release()
    print(n / (time.perf_counter() - start) / 1e6, n, flush=True)
